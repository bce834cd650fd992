struct P {
  N: u32,   // images
  Ci: u32,  // channels of x
  H: u32,   // input height
  W: u32,   // input width
  Co: u32,  // channels of y
  t: u32,   // expansion: inside there are t * Ci channels
  s: u32,   // stride of the depthwise convolution
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;         // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;        // [t*Ci, Ci, 1, 1]
@group(0) @binding(3) var<storage, read> wd: array<f32>;        // [t*Ci, 1, 3, 3]
@group(0) @binding(4) var<storage, read> w2: array<f32>;        // [Co, t*Ci, 1, 1]
@group(0) @binding(5) var<storage, read> bn: array<f32>;        // three layers, each gamma | beta | mean | var
@group(0) @binding(6) var<storage, read_write> y: array<f32>;   // [N, Co, Ho, Wo]
@group(0) @binding(7) var<storage, read_write> a: array<f32>;   // [N, t*Ci, H, W], after the expansion

// After the depthwise convolution, [N, t*Ci, 4 * quads()]: the same buffer for the pass that writes numbers and for the one
// that reads fours.
@group(0) @binding(8) var<storage, read_write> b: array<f32>;
@group(0) @binding(8) var<storage, read_write> b4: array<vec4<f32>>;

const EPS = 1e-5;

// Rows (or columns) of the output: floor((size + 2 - 3) / s) + 1.
fn out_size(size: u32) -> u32 {
  return (size - 1u) / p.s + 1u;
}

// Vectors in a plane of b. Each plane begins at a multiple of four; behind its last pixel lies what nobody uses.
fn quads() -> u32 {
  return (out_size(p.H) * out_size(p.W) + 3u) / 4u;
}

// With its numbers given, batch norm is a line, v * line.x + line.y: of channel c in a layer of C that begins at `first`.
fn line(first: u32, c: u32, C: u32) -> vec2f {
  let k = first + c;
  let slope = bn[k] / sqrt(bn[k + 3u * C] + EPS);
  return vec2f(slope, bn[k + C] - bn[k + 2u * C] * slope);
}

// Both 1x1 convolutions keep 8 output channels by 8 pixels in registers, as in L08.
const ROWS = 8u;
const LANES = 16u;

// Four channels. One too many is the last one once more, and is not stored.
fn rows(o: u32, C: u32) -> vec4u {
  return min(vec4u(0u, 1u, 2u, 3u) + o, vec4u(C - 1u));
}

@compute @workgroup_size(LANES, 4, 1)
fn expand(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let E = p.t * p.Ci;
  let HW = p.H * p.W;
  let s = wid.x * 8u * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (s >= HW || o >= E || n >= p.N) {
    return;
  }
  // Pixels past the end read the last one once more: no test is left in the loop.
  let near = min(vec4u(0u, 1u, 2u, 3u) * LANES + s, vec4u(HW - 1u));
  let far = min(vec4u(4u, 5u, 6u, 7u) * LANES + s, vec4u(HW - 1u));
  let r = rows(o, E) * p.Ci;
  let q = rows(o + 4u, E) * p.Ci;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < p.Ci; c++) {
    let k = (n * p.Ci + c) * HW;
    let f = near + k;
    let g = far + k;
    let u = vec4f(x[f.x], x[f.y], x[f.z], x[f.w]);
    let v = vec4f(x[g.x], x[g.y], x[g.z], x[g.w]);
    let v0 = w1[r.x + c];
    let v1 = w1[r.y + c];
    let v2 = w1[r.z + c];
    let v3 = w1[r.w + c];
    let v4 = w1[q.x + c];
    let v5 = w1[q.y + c];
    let v6 = w1[q.z + c];
    let v7 = w1[q.w + c];
    a0 += v0 * u; d0 += v0 * v;
    a1 += v1 * u; d1 += v1 * v;
    a2 += v2 * u; d2 += v2 * v;
    a3 += v3 * u; d3 += v3 * v;
    a4 += v4 * u; d4 += v4 * v;
    a5 += v5 * u; d5 += v5 * v;
    a6 += v6 * u; d6 += v6 * v;
    a7 += v7 * u; d7 += v7 * v;
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(d0, d1, d2, d3, d4, d5, d6, d7);
  for (var i = 0u; i < min(ROWS, E - o); i++) {
    let at = (n * E + o + i) * HW + s;
    let f = line(0u, o + i, E);
    for (var j = 0u; j < 8u && s + j * LANES < HW; j++) {
      let v = select(right[i][j % 4u], left[i][j % 4u], j < 4u);
      a[at + j * LANES] = clamp(v * f.x + f.y, 0.0, 6.0);
    }
  }
}

// An invocation walks down STRIP outputs of one column. With stride 1 it keeps two of the three rows that it looks at, so that
// each output costs three loads and not nine.
const STRIP = 8u;

// Three neighbours of a row of a. What lies outside is read inside, where it is harmless, and multiplied by 0.
fn neighbours(plane: u32, row: u32, cols: vec3u, inside: vec3f) -> vec3f {
  let at = (plane * p.H + min(row, p.H - 1u)) * p.W + cols;
  // Row -1 has wrapped round to a huge number.
  return inside * f32(row < p.H) * vec3f(a[at.x], a[at.y], a[at.z]);
}

@compute @workgroup_size(16, 1, 4)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let E = p.t * p.Ci;
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  let first = gid.y * STRIP;
  let plane = gid.z;
  if (gid.x >= Wo || first >= Ho || plane >= p.N * E) {
    return;
  }
  let e = plane % E;
  let k = e * 9u;
  let k0 = vec3f(wd[k], wd[k + 1u], wd[k + 2u]);
  let k1 = vec3f(wd[k + 3u], wd[k + 4u], wd[k + 5u]);
  let k2 = vec3f(wd[k + 6u], wd[k + 7u], wd[k + 8u]);
  let f = line(4u * E, e, E);

  let mid = gid.x * p.s;
  let cols = vec3u(max(mid, 1u) - 1u, mid, min(mid + 1u, p.W - 1u));
  let inside = vec3f(f32(mid > 0u), 1.0, f32(mid + 1u < p.W));
  let end = min(first + STRIP, Ho);
  let top = plane * 4u * quads() + gid.x;
  var above = neighbours(plane, first - 1u, cols, inside);
  var here = neighbours(plane, first, cols, inside);
  for (var r = first; p.s == 1u && r < end; r++) {
    let below = neighbours(plane, r + 1u, cols, inside);
    let sum = dot(k0, above) + dot(k1, here) + dot(k2, below);
    b[top + r * Wo] = clamp(sum * f.x + f.y, 0.0, 6.0);
    above = here;
    here = below;
  }
  for (var r = first; p.s > 1u && r < end; r++) {
    let sum = dot(k0, neighbours(plane, r * p.s - 1u, cols, inside)) +
      dot(k1, neighbours(plane, r * p.s, cols, inside)) +
      dot(k2, neighbours(plane, r * p.s + 1u, cols, inside));
    b[top + r * Wo] = clamp(sum * f.x + f.y, 0.0, 6.0);
  }
}

// Four pixels of a channel: batch norm, and the shortcut where the shapes agree.
fn finish(channel: u32, quad: u32, v: vec4f) {
  let f = line(8u * p.t * p.Ci, channel % p.Co, p.Co);
  let HW = out_size(p.H) * out_size(p.W);
  let result = v * f.x + f.y;
  for (var j = 0u; j < 4u && 4u * quad + j < HW; j++) {
    let at = channel * HW + 4u * quad + j;
    y[at] = result[j];
    if (p.s == 1u && p.Ci == p.Co) {
      y[at] = result[j] + x[at];
    }
  }
}

@compute @workgroup_size(LANES, 4, 1)
fn project(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let E = p.t * p.Ci;
  let s = wid.x * 2u * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (s >= quads() || o >= p.Co || n >= p.N) {
    return;
  }
  let s2 = min(s + LANES, quads() - 1u);
  let r = rows(o, p.Co) * E;
  let q = rows(o + 4u, p.Co) * E;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < E; c++) {
    let u = b4[(n * E + c) * quads() + s];
    let v = b4[(n * E + c) * quads() + s2];
    let v0 = w2[r.x + c];
    let v1 = w2[r.y + c];
    let v2 = w2[r.z + c];
    let v3 = w2[r.w + c];
    let v4 = w2[q.x + c];
    let v5 = w2[q.y + c];
    let v6 = w2[q.z + c];
    let v7 = w2[q.w + c];
    a0 += v0 * u; d0 += v0 * v;
    a1 += v1 * u; d1 += v1 * v;
    a2 += v2 * u; d2 += v2 * v;
    a3 += v3 * u; d3 += v3 * v;
    a4 += v4 * u; d4 += v4 * v;
    a5 += v5 * u; d5 += v5 * v;
    a6 += v6 * u; d6 += v6 * v;
    a7 += v7 * u; d7 += v7 * v;
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(d0, d1, d2, d3, d4, d5, d6, d7);
  for (var i = 0u; i < min(ROWS, p.Co - o); i++) {
    finish(n * p.Co + o + i, s, left[i]);
    if (s + LANES < quads()) {
      finish(n * p.Co + o + i, s + LANES, right[i]);
    }
  }
}

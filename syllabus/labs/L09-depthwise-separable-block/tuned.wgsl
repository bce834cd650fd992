struct P {
  N: u32,   // images
  Ci: u32,  // input channels
  H: u32,   // input height
  W: u32,   // input width
  Co: u32,  // output channels
  s: u32,   // stride of the depthwise convolution
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;         // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> wd: array<f32>;        // [Ci, 1, 3, 3]
@group(0) @binding(3) var<storage, read> bn1: array<f32>;       // gamma | beta | mean | var, Ci each
@group(0) @binding(4) var<storage, read> wp: array<f32>;        // [Co, Ci, 1, 1]
@group(0) @binding(5) var<storage, read> bn2: array<f32>;       // gamma | beta | mean | var, Co each
@group(0) @binding(6) var<storage, read_write> y: array<f32>;   // [N, Co, Ho, Wo]

// Between the passes, [N, Ci, 4 * quads()]: the same buffer for the pass that writes numbers and for the one that reads fours.
@group(0) @binding(7) var<storage, read_write> t: array<f32>;
@group(0) @binding(7) var<storage, read_write> t4: array<vec4<f32>>;

const EPS = 1e-5;

// Rows (or columns) of the output: floor((size + 2 - 3) / s) + 1.
fn out_size(size: u32) -> u32 {
  return (size - 1u) / p.s + 1u;
}

// Vectors in a plane of t. Each plane begins at a multiple of four; behind its last pixel lies what nobody uses.
fn quads() -> u32 {
  return (out_size(p.H) * out_size(p.W) + 3u) / 4u;
}

// With a channel's four numbers given, batch norm is a line: v * line.x + line.y. Two numbers a channel, not four a pixel.
fn line(gamma: f32, beta: f32, mean: f32, variance: f32) -> vec2f {
  let slope = gamma / sqrt(variance + EPS);
  return vec2f(slope, beta - mean * slope);
}

// First pass: an invocation walks down STRIP outputs of one column. With stride 1 it keeps two of the three input rows that it
// looks at, so that each output costs three loads and not nine.
const STRIP = 8u;

// Three neighbours of a row of x. What lies outside is read inside, where it is harmless, and multiplied by 0.
fn neighbours(plane: u32, row: u32, cols: vec3u, inside: vec3f) -> vec3f {
  let at = (plane * p.H + min(row, p.H - 1u)) * p.W + cols;
  // Row -1 has wrapped round to a huge number.
  return inside * f32(row < p.H) * vec3f(x[at.x], x[at.y], x[at.z]);
}

@compute @workgroup_size(16, 1, 4)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  let first = gid.y * STRIP;
  let plane = gid.z;
  if (gid.x >= Wo || first >= Ho || plane >= p.N * p.Ci) {
    return;
  }
  let c = plane % p.Ci;
  let k = c * 9u;
  let k0 = vec3f(wd[k], wd[k + 1u], wd[k + 2u]);
  let k1 = vec3f(wd[k + 3u], wd[k + 4u], wd[k + 5u]);
  let k2 = vec3f(wd[k + 6u], wd[k + 7u], wd[k + 8u]);
  let bn = line(bn1[c], bn1[p.Ci + c], bn1[2u * p.Ci + c], bn1[3u * p.Ci + c]);

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
    t[top + r * Wo] = max(sum * bn.x + bn.y, 0.0);
    above = here;
    here = below;
  }
  for (var r = first; p.s > 1u && r < end; r++) {
    let sum = dot(k0, neighbours(plane, r * p.s - 1u, cols, inside)) +
      dot(k1, neighbours(plane, r * p.s, cols, inside)) +
      dot(k2, neighbours(plane, r * p.s + 1u, cols, inside));
    t[top + r * Wo] = max(sum * bn.x + bn.y, 0.0);
  }
}

// Second pass: the tile of L08, 8 channels by 8 pixels in registers. Rows of the picture do not matter here.
const ROWS = 8u;
const QUADS = 2u;
const LANES = 16u;

// Where the weights of four channels begin. A channel too many reads the last one once more, and is not stored.
fn rows(o: u32) -> vec4u {
  return min(vec4u(0u, 1u, 2u, 3u) + o, vec4u(p.Co - 1u)) * p.Ci;
}

fn store(channel: u32, quad: u32, v: vec4f) {
  let o = channel % p.Co;
  let bn = line(bn2[o], bn2[p.Co + o], bn2[2u * p.Co + o], bn2[3u * p.Co + o]);
  let HW = out_size(p.H) * out_size(p.W);
  let result = max(v * bn.x + bn.y, vec4f());
  for (var j = 0u; j < 4u && 4u * quad + j < HW; j++) {
    y[channel * HW + 4u * quad + j] = result[j];
  }
}

@compute @workgroup_size(LANES, 4, 1)
fn pointwise(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let s = wid.x * QUADS * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (s >= quads() || o >= p.Co || n >= p.N) {
    return;
  }
  let s2 = min(s + LANES, quads() - 1u);
  let r = rows(o);
  let q = rows(o + 4u);

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  for (var c = 0u; c < p.Ci; c++) {
    let u = t4[(n * p.Ci + c) * quads() + s];
    let v = t4[(n * p.Ci + c) * quads() + s2];
    let v0 = wp[r.x + c];
    let v1 = wp[r.y + c];
    let v2 = wp[r.z + c];
    let v3 = wp[r.w + c];
    let v4 = wp[q.x + c];
    let v5 = wp[q.y + c];
    let v6 = wp[q.z + c];
    let v7 = wp[q.w + c];
    a0 += v0 * u; b0 += v0 * v;
    a1 += v1 * u; b1 += v1 * v;
    a2 += v2 * u; b2 += v2 * v;
    a3 += v3 * u; b3 += v3 * v;
    a4 += v4 * u; b4 += v4 * v;
    a5 += v5 * u; b5 += v5 * v;
    a6 += v6 * u; b6 += v6 * v;
    a7 += v7 * u; b7 += v7 * v;
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(b0, b1, b2, b3, b4, b5, b6, b7);
  for (var i = 0u; i < min(ROWS, p.Co - o); i++) {
    store(n * p.Co + o + i, s, left[i]);
    if (s + LANES < quads()) {
      store(n * p.Co + o + i, s + LANES, right[i]);
    }
  }
}

struct P {
  N: u32,   // images
  Ci: u32,  // channels of x
  H: u32,   // input height
  W: u32,   // input width
  B: u32,   // channels inside
  Co: u32,  // channels of y
  s: u32,   // stride of the 3x3 convolution, and of the projection
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;         // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;        // [B, Ci, 1, 1]
@group(0) @binding(3) var<storage, read> w2: array<f32>;        // [B, B, 3, 3]
@group(0) @binding(4) var<storage, read> w3: array<f32>;        // [Co, B, 1, 1]
@group(0) @binding(5) var<storage, read> bn: array<f32>;        // three or four layers, each gamma | beta | mean | var
@group(0) @binding(6) var<storage, read> wskip: array<f32>;     // [Co, Ci, 1, 1]; empty where the shortcut is x itself
@group(0) @binding(7) var<storage, read_write> y: array<f32>;   // [N, Co, Ho, Wo]

// After the first 1x1, [N, B, H + 2, W + 2]: with a rim of zeros, so that the 3x3 never has to ask whether a tap is inside.
@group(0) @binding(8) var<storage, read_write> a: array<f32>;

// After the 3x3, [N, B, 4 * quads()]: the same buffer for the pass that writes numbers and for the one that reads fours.
@group(0) @binding(9) var<storage, read_write> b: array<f32>;
@group(0) @binding(9) var<storage, read_write> b4: array<vec4<f32>>;

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

// All passes keep 8 output channels by 8 pixels in registers, as in L08.
const ROWS = 8u;
const LANES = 16u;

// Four channels. One too many is the last one once more, and is not stored.
fn rows(o: u32, C: u32) -> vec4u {
  return min(vec4u(0u, 1u, 2u, 3u) + o, vec4u(C - 1u));
}

// Four pixels LANES apart, of `size` in all. One too many is the last one once more.
fn pixels(s: u32, first: u32, size: u32) -> vec4u {
  return min((vec4u(0u, 1u, 2u, 3u) + first) * LANES + s, vec4u(size - 1u));
}

// The pixels of x under those of a with its rim.
fn inside(pixel: vec4u) -> vec4u {
  let row = clamp(pixel / (p.W + 2u), vec4u(1u), vec4u(p.H)) - 1u;
  let col = clamp(pixel % (p.W + 2u), vec4u(1u), vec4u(p.W)) - 1u;
  return row * p.W + col;
}

// Where the windows of output pixels begin, in a picture with rows of `pitch` numbers.
fn strided(pixel: vec4u, pitch: u32) -> vec4u {
  let Wo = out_size(p.W);
  return (pixel / Wo * pitch + pixel % Wo) * p.s;
}

@compute @workgroup_size(LANES, 4, 1)
fn reduce(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let pitch = p.W + 2u;
  let size = (p.H + 2u) * pitch;
  let s = wid.x * 8u * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (s >= size || o >= p.B || n >= p.N) {
    return;
  }
  // Of the rim each pixel reads its neighbour inside, and becomes 0 in the end: no test is left in the loop.
  let near = inside(pixels(s, 0u, size));
  let far = inside(pixels(s, 4u, size));
  let r = rows(o, p.B) * p.Ci;
  let q = rows(o + 4u, p.B) * p.Ci;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < p.Ci; c++) {
    let k = (n * p.Ci + c) * p.H * p.W;
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
  for (var i = 0u; i < min(ROWS, p.B - o); i++) {
    let at = (n * p.B + o + i) * size;
    let f = line(0u, o + i, p.B);
    for (var j = 0u; j < 8u && s + j * LANES < size; j++) {
      let v = select(right[i][j % 4u], left[i][j % 4u], j < 4u);
      let row = (s + j * LANES) / pitch;
      let col = (s + j * LANES) % pitch;
      let rim = row == 0u || row > p.H || col == 0u || col > p.W;
      a[at + s + j * LANES] = select(max(v * f.x + f.y, 0.0), 0.0, rim);
    }
  }
}

// A 3x3 convolution is the same product over 9 * B terms: term c is tap c % 9 of channel c / 9.
@compute @workgroup_size(LANES, 4, 1)
fn conv3x3(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let pitch = p.W + 2u;
  let HW = out_size(p.H) * out_size(p.W);
  let s = wid.x * 8u * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (s >= HW || o >= p.B || n >= p.N) {
    return;
  }
  let near = strided(pixels(s, 0u, HW), pitch);
  let far = strided(pixels(s, 4u, HW), pitch);
  let r = rows(o, p.B) * 9u * p.B;
  let q = rows(o + 4u, p.B) * 9u * p.B;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < 9u * p.B; c++) {
    let k = (n * p.B + c / 9u) * (p.H + 2u) * pitch + c % 9u / 3u * pitch + c % 3u;
    let f = near + k;
    let g = far + k;
    let u = vec4f(a[f.x], a[f.y], a[f.z], a[f.w]);
    let v = vec4f(a[g.x], a[g.y], a[g.z], a[g.w]);
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
  for (var i = 0u; i < min(ROWS, p.B - o); i++) {
    let at = (n * p.B + o + i) * 4u * quads();
    let f = line(4u * p.B, o + i, p.B);
    for (var j = 0u; j < 8u && s + j * LANES < HW; j++) {
      let v = select(right[i][j % 4u], left[i][j % 4u], j < 4u);
      b[at + s + j * LANES] = max(v * f.x + f.y, 0.0);
    }
  }
}

fn projected() -> bool {
  return p.Ci != p.Co || p.s != 1u;
}

// Four pixels of a channel: batch norm, the shortcut, ReLU.
fn finish(channel: u32, quad: u32, v: vec4f) {
  let HW = out_size(p.H) * out_size(p.W);
  let f = line(8u * p.B, channel % p.Co, p.Co);
  let branch = v * f.x + f.y;
  for (var j = 0u; j < 4u && 4u * quad + j < HW; j++) {
    let at = channel * HW + 4u * quad + j;
    var skip = 0.0;
    if (projected()) { skip = y[at]; } else { skip = x[at]; }
    y[at] = max(branch[j] + skip, 0.0);
  }
}

// Where width or size changes: the shortcut as one more product, stored in y, to which `expand` adds.
@compute @workgroup_size(LANES, 4, 1)
fn project(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let HW = out_size(p.H) * out_size(p.W);
  let s = wid.x * 8u * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (!projected() || s >= HW || o >= p.Co || n >= p.N) {
    return;
  }
  let near = strided(pixels(s, 0u, HW), p.W);
  let far = strided(pixels(s, 4u, HW), p.W);
  let r = rows(o, p.Co) * p.Ci;
  let q = rows(o + 4u, p.Co) * p.Ci;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < p.Ci; c++) {
    let k = (n * p.Ci + c) * p.H * p.W;
    let f = near + k;
    let g = far + k;
    let u = vec4f(x[f.x], x[f.y], x[f.z], x[f.w]);
    let v = vec4f(x[g.x], x[g.y], x[g.z], x[g.w]);
    let v0 = wskip[r.x + c];
    let v1 = wskip[r.y + c];
    let v2 = wskip[r.z + c];
    let v3 = wskip[r.w + c];
    let v4 = wskip[q.x + c];
    let v5 = wskip[q.y + c];
    let v6 = wskip[q.z + c];
    let v7 = wskip[q.w + c];
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
    let at = (n * p.Co + o + i) * HW + s;
    let f = line(8u * p.B + 4u * p.Co, o + i, p.Co);
    for (var j = 0u; j < 8u && s + j * LANES < HW; j++) {
      let v = select(right[i][j % 4u], left[i][j % 4u], j < 4u);
      y[at + j * LANES] = v * f.x + f.y;
    }
  }
}

// From B channels up to Co, the sum with the shortcut, and last the ReLU.
@compute @workgroup_size(LANES, 4, 1)
fn expand(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let s = wid.x * 2u * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (s >= quads() || o >= p.Co || n >= p.N) {
    return;
  }
  let s2 = min(s + LANES, quads() - 1u);
  let r = rows(o, p.Co) * p.B;
  let q = rows(o + 4u, p.Co) * p.B;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < p.B; c++) {
    let u = b4[(n * p.B + c) * quads() + s];
    let v = b4[(n * p.B + c) * quads() + s2];
    let v0 = w3[r.x + c];
    let v1 = w3[r.y + c];
    let v2 = w3[r.z + c];
    let v3 = w3[r.w + c];
    let v4 = w3[q.x + c];
    let v5 = w3[q.y + c];
    let v6 = w3[q.z + c];
    let v7 = w3[q.w + c];
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

struct P {
  N: u32,   // images
  Ci: u32,  // input channels
  H: u32,   // input height
  W: u32,   // input width
  Co: u32,  // output channels
  Kh: u32,  // kernel height
  Kw: u32,  // kernel width
  sh: u32,  // stride, down and across
  sw: u32,
  ph: u32,  // padding
  pw: u32,
  dh: u32,  // dilation
  dw: u32,
  g: u32,   // groups, always 1 here
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, Ci, 3, 3]
@group(0) @binding(3) var<storage, read_write> U: array<f32>;  // [16, Co, Ci]
@group(0) @binding(4) var<storage, read_write> V: array<f32>;  // [16, Ci, tiles]
@group(0) @binding(5) var<storage, read_write> M: array<f32>;  // [16, Co, tiles]
@group(0) @binding(6) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// The output, and its tiles of 2 x 2, down and across, of one image.
struct Tiles {
  Ho: u32,
  Wo: u32,
  down: u32,
  across: u32,
  count: u32,  // of all images
}

fn tiles() -> Tiles {
  let Ho = p.H + 2 * p.ph - 2;
  let Wo = p.W + 2 * p.pw - 2;
  let down = (Ho + 1) / 2;
  let across = (Wo + 1) / 2;
  return Tiles(Ho, Wo, down, across, p.N * down * across);
}

// Across: a row of three times the transpose of G.
fn widen(r: vec3f) -> vec4f {
  return vec4f(r.x, 0.5 * (r.x + r.y + r.z), 0.5 * (r.x - r.y + r.z), r.z);
}

// G g G' of one filter: gid.x is o*Ci + c.
@compute @workgroup_size(64)
fn tfW(@builtin(global_invocation_id) gid: vec3u) {
  let count = p.Co * p.Ci;
  if (gid.x >= count) {
    return;
  }
  let at = gid.x * 9;
  let g0 = vec3f(w[at], w[at + 1], w[at + 2]);
  let g1 = vec3f(w[at + 3], w[at + 4], w[at + 5]);
  let g2 = vec3f(w[at + 6], w[at + 7], w[at + 8]);

  // Down first, then each of the four rows across. Place k of all filters is a matrix of its own.
  let rows = array(widen(g0), widen(0.5 * (g0 + g1 + g2)), widen(0.5 * (g0 - g1 + g2)), widen(g2));
  for (var k = 0u; k < 16; k++) {
    U[k * count + gid.x] = rows[k / 4][k % 4];
  }
}

fn pixel(plane: u32, row: i32, col: i32) -> f32 {
  if (row < 0 || row >= i32(p.H) || col < 0 || col >= i32(p.W)) {
    return 0.0;
  }
  return x[(plane * p.H + u32(row)) * p.W + u32(col)];
}

fn four(plane: u32, row: i32, col: i32) -> vec4f {
  return vec4f(pixel(plane, row, col), pixel(plane, row, col + 1), pixel(plane, row, col + 2), pixel(plane, row, col + 3));
}

// Across: a row of four times B.
fn mix(r: vec4f) -> vec4f {
  return vec4f(r.x - r.z, r.y + r.z, r.z - r.y, r.y - r.w);
}

// B' d B of one tile: gid.x is the tile, gid.y the channel.
@compute @workgroup_size(32, 2)
fn tfX(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();
  if (gid.x >= all.count || gid.y >= p.Ci) {
    return;
  }
  let n = gid.x / (all.down * all.across);
  let plane = n * p.Ci + gid.y;

  // Tiles are 4 pixels wide and lie 2 apart; the first begin in the padding.
  let row = i32(2 * (gid.x / all.across % all.down)) - i32(p.ph);
  let col = i32(2 * (gid.x % all.across)) - i32(p.pw);
  let d0 = four(plane, row, col);
  let d1 = four(plane, row + 1, col);
  let d2 = four(plane, row + 2, col);
  let d3 = four(plane, row + 3, col);
  let rows = array(mix(d0 - d2), mix(d1 + d2), mix(d2 - d1), mix(d1 - d3));
  for (var k = 0u; k < 16; k++) {
    V[(k * p.Ci + gid.y) * all.count + gid.x] = rows[k / 4][k % 4];
  }
}

@group(0) @binding(3) var<storage, read_write> U4: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> V4: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> M4: array<vec4<f32>>;

const ROWS = 8u;    // channels of an invocation
const LANES = 16u;  // invocations side by side

fn in_fours(count: u32) -> bool {
  return p.Ci % 4 == 0 && count % 4 == 0;
}

// Where the rows of four channels begin in a matrix of U. A channel too many reads the last one again, and is not stored.
fn channels(k: u32, o: u32) -> vec4u {
  return (k * p.Co + min(vec4u(0, 1, 2, 3) + o, vec4u(p.Co - 1))) * p.Ci;
}

// 8 channels by 8 tiles of one of the sixteen products in registers: for four input channels 16 loads of four numbers make 256
// multiply-adds. The columns of m are rows of V, so m times four numbers of U is what they add to four tiles.
@compute @workgroup_size(LANES, 4, 1)
fn fours(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let count = tiles().count;
  let width = count / 4;
  // The two vectors lie LANES apart, so that neighbours read neighbouring ones.
  let s = wid.x * 2 * LANES + lid.x;
  let o = gid.y * ROWS;
  if (!in_fours(count) || s >= width || o >= p.Co || gid.z >= 16) {
    return;
  }
  let far = min(s + LANES, width - 1);
  let r = channels(gid.z, o) / 4;
  let q = channels(gid.z, o + 4) / 4;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  for (var c = 0u; c < p.Ci / 4; c++) {
    let k = (vec4u(0, 1, 2, 3) + gid.z * p.Ci + 4 * c) * width;
    let m = mat4x4f(V4[k.x + s], V4[k.y + s], V4[k.z + s], V4[k.w + s]);
    let m2 = mat4x4f(V4[k.x + far], V4[k.y + far], V4[k.z + far], V4[k.w + far]);
    let u0 = U4[r.x + c];
    let u1 = U4[r.y + c];
    let u2 = U4[r.z + c];
    let u3 = U4[r.w + c];
    let u4 = U4[q.x + c];
    let u5 = U4[q.y + c];
    let u6 = U4[q.z + c];
    let u7 = U4[q.w + c];
    a0 += m * u0; b0 += m2 * u0;
    a1 += m * u1; b1 += m2 * u1;
    a2 += m * u2; b2 += m2 * u2;
    a3 += m * u3; b3 += m2 * u3;
    a4 += m * u4; b4 += m2 * u4;
    a5 += m * u5; b5 += m2 * u5;
    a6 += m * u6; b6 += m2 * u6;
    a7 += m * u7; b7 += m2 * u7;
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(b0, b1, b2, b3, b4, b5, b6, b7);
  for (var i = 0u; i < min(ROWS, p.Co - o); i++) {
    let at = (gid.z * p.Co + o + i) * width + s;
    M4[at] = left[i];
    if (s + LANES < width) {
      M4[at + LANES] = right[i];
    }
  }
}

// Any other size: one output channel by 4 tiles LANES apart. Those past the end read the last one once more.
@compute @workgroup_size(LANES, 4, 1)
fn ragged(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let count = tiles().count;
  let s = wid.x * 4 * LANES + lid.x;
  let o = gid.y;
  if (in_fours(count) || s >= count || o >= p.Co || gid.z >= 16) {
    return;
  }
  let columns = min(vec4u(0, 1, 2, 3) * LANES + s, vec4u(count - 1));
  var sums = vec4f();
  for (var c = 0u; c < p.Ci; c++) {
    let k = columns + (gid.z * p.Ci + c) * count;
    sums += U[(gid.z * p.Co + o) * p.Ci + c] * vec4f(V[k.x], V[k.y], V[k.z], V[k.w]);
  }
  let at = (gid.z * p.Co + o) * count + s;
  for (var j = 0u; j < 4 && s + j * LANES < count; j++) {
    M[at + j * LANES] = sums[j];
  }
}

// Across: a row of four times A.
fn narrow(r: vec4f) -> vec2f {
  return vec2f(r.x + r.y + r.z, r.y - r.z - r.w);
}

// A' m A of one tile: gid.x is the tile, gid.y the output channel.
@compute @workgroup_size(32, 2)
fn tfY(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();
  if (gid.x >= all.count || gid.y >= p.Co) {
    return;
  }
  var rows: array<vec4f, 4>;
  for (var k = 0u; k < 16; k++) {
    rows[k / 4][k % 4] = M[(k * p.Co + gid.y) * all.count + gid.x];
  }
  let upper = narrow(rows[0] + rows[1] + rows[2]);
  let lower = narrow(rows[1] - rows[2] - rows[3]);

  // At an odd edge only a part of the last tile is wanted.
  let n = gid.x / (all.down * all.across);
  let r = 2 * (gid.x / all.across % all.down);
  let q = 2 * (gid.x % all.across);
  let at = ((n * p.Co + gid.y) * all.Ho + r) * all.Wo + q;
  y[at] = upper.x;
  if (q + 1 < all.Wo) {
    y[at + 1] = upper.y;
  }
  if (r + 1 < all.Ho) {
    y[at + all.Wo] = lower.x;
    if (q + 1 < all.Wo) {
      y[at + all.Wo + 1] = lower.y;
    }
  }
}

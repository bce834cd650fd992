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

// Sixteen matrix products: gid.x is the tile, gid.y the output channel, gid.z the place in the tile.
@compute @workgroup_size(16, 4, 1)
fn gemm16(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();
  if (gid.x >= all.count || gid.y >= p.Co || gid.z >= 16) {
    return;
  }
  let row = (gid.z * p.Co + gid.y) * p.Ci;
  var sum = 0.0;
  for (var c = 0u; c < p.Ci; c++) {
    sum += U[(gid.y * p.Ci + c) * 16 + gid.z] * V[(gid.z * p.Ci + c) * all.count + gid.x];
  }
  M[(gid.z * p.Co + gid.y) * all.count + gid.x] = sum;
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

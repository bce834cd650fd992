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

// The transforms as products of matrices. WGSL names a matrix by its columns, so that these are B and A, and G transposed.
const B = mat4x4f(1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0, 1, 0, -1);
const A = mat2x4f(1, 1, 1, 0, 0, 1, -1, -1);
const G = mat4x3f(1, 0, 0, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, 0, 0, 1);

@compute @workgroup_size(8, 8)
fn tfW(@builtin(global_invocation_id) gid: vec3u) {
  let count = p.Co * p.Ci;
  if (gid.x >= count || gid.y > 0) { return; }
  var g: mat3x3f;
  for (var k = 0u; k < 9; k++) { g[k / 3][k % 3] = w[gid.x * 9 + k]; }
  // The columns of g are rows of the filter: the result is transposed, too.
  let u = transpose(G) * g * G;
  for (var k = 0u; k < 16; k++) { U[k * count + gid.x] = u[k / 4][k % 4]; }
}

@compute @workgroup_size(4, 4)
fn tfX(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();
  if (gid.x >= all.count || gid.y >= p.Ci) { return; }
  let image = gid.x / (all.down * all.across) * p.Ci + gid.y;
  var d: mat4x4f;
  for (var k = 0u; k < 16; k++) {
    // In u32 what lies above or to the left is larger than any size.
    let row = 2 * (gid.x / all.across % all.down) + k / 4 - p.ph;
    let col = 2 * (gid.x % all.across) + k % 4 - p.pw;
    if (row < p.H && col < p.W) { d[k / 4][k % 4] = x[(image * p.H + row) * p.W + col]; }
  }
  let v = transpose(B) * d * B;
  for (var k = 0u; k < 16; k++) { V[(k * p.Ci + gid.y) * all.count + gid.x] = v[k / 4][k % 4]; }
}

@compute @workgroup_size(4, 4, 4)
fn gemm16(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();
  if (any(gid >= vec3u(all.count, p.Co, 16))) { return; }
  var sum = 0.0;
  for (var c = p.Ci; c > 0; c--) {
    sum = fma(U[(gid.z * p.Co + gid.y) * p.Ci + c - 1], V[(gid.z * p.Ci + c - 1) * all.count + gid.x], sum);
  }
  M[(gid.z * p.Co + gid.y) * all.count + gid.x] = sum;
}

@compute @workgroup_size(8, 8)
fn tfY(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();
  if (gid.x >= all.count || gid.y >= p.Co) { return; }
  var m: mat4x4f;
  for (var k = 0u; k < 16; k++) { m[k / 4][k % 4] = M[(k * p.Co + gid.y) * all.count + gid.x]; }
  let four = transpose(A) * m * A;
  let image = gid.x / (all.down * all.across) * p.Co + gid.y;
  for (var k = 0u; k < 4; k++) {
    let r = 2 * (gid.x / all.across % all.down) + k / 2;
    let q = 2 * (gid.x % all.across) + k % 2;
    if (r < all.Ho && q < all.Wo) { y[(image * all.Ho + r) * all.Wo + q] = four[k / 2][k % 2]; }
  }
}

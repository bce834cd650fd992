struct P {
  N: u32,  // images
  H: u32,  // height
  W: u32,  // width
  L: u32,  // groups of the primary convolution
  M: u32,  // channels of each; in all C = L*M
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, C, H, W]
@group(0) @binding(2) var<storage, read> wp: array<f32>;       // [C, M, 3, 3]
@group(0) @binding(3) var<storage, read> ws: array<f32>;       // [C, L], rows in the permuted order
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, C, H, W]
@group(0) @binding(5) var<storage, read_write> z: array<f32>;  // [N, C, H, W], between the two

fn outside(row: u32, col: u32) -> bool {
  // In u32 what lies above or to the left is larger than any size.
  return row >= p.H || col >= p.W;
}

@compute @workgroup_size(4, 4, 4)
fn primary(@builtin(global_invocation_id) gid: vec3u) {
  let C = p.L * p.M;
  if (any(gid >= vec3u(p.W, p.H, p.N * C))) { return; }
  let o = gid.z % C;
  var sum = 0.0;
  for (var tap = 0u; tap < 9; tap++) {
    let row = gid.y + tap / 3 - 1;
    let col = gid.x + tap % 3 - 1;
    if (outside(row, col)) { continue; }
    for (var k = p.M; k > 0; k--) {
      sum = fma(wp[(o * p.M + k - 1) * 9 + tap], x[((gid.z - o % p.M + k - 1) * p.H + row) * p.W + col], sum);
    }
  }
  let place = gid.z - o + o % p.M * p.L + o / p.M;
  z[(place * p.H + gid.y) * p.W + gid.x] = sum;
}

@compute @workgroup_size(16, 4, 1)
fn secondary(@builtin(global_invocation_id) gid: vec3u) {
  let C = p.L * p.M;
  if (any(gid >= vec3u(p.W, p.H, p.N * C))) { return; }
  let row = gid.z % C;
  var sum = 0.0;
  for (var k = 0u; k < p.L; k++) {
    sum += ws[row * p.L + k] * z[((gid.z - row % p.L + k) * p.H + gid.y) * p.W + gid.x];
  }
  let place = gid.z - row + row % p.L * p.M + row / p.L;
  y[(place * p.H + gid.y) * p.W + gid.x] = sum;
}

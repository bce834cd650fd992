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

// x to z: 3 x 3 with padding 1, in L groups of M neighbouring channels.
@compute @workgroup_size(32, 2, 1)
fn primary(@builtin(global_invocation_id) gid: vec3u) {
  let C = p.L * p.M;
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * C) {
    return;
  }
  let n = gid.z / C;
  let o = gid.z % C;
  let first = o / p.M * p.M;  // the first channel of this group

  var sum = 0.0;
  for (var k = 0u; k < p.M; k++) {
    let plane = n * C + first + k;
    let kernel = (o * p.M + k) * 9;
    for (var i = 0u; i < 3; i++) {
      let row = i32(gid.y + i) - 1;
      if (row < 0 || row >= i32(p.H)) { continue; }
      for (var j = 0u; j < 3; j++) {
        let col = i32(gid.x + j) - 1;
        if (col < 0 || col >= i32(p.W)) { continue; }
        sum += wp[kernel + 3 * i + j] * x[(plane * p.H + u32(row)) * p.W + u32(col)];
      }
    }
  }
  z[(gid.z * p.H + gid.y) * p.W + gid.x] = sum;
}

@compute @workgroup_size(4, 2, 4)
fn secondary(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let C = p.L * p.M;
  if (gid.x >= p.W || gid.y >= p.H) { return; }
  for (var plane = gid.z; plane < p.N * C; plane += groups.z * 4) {
    let channel = plane % C;
    let row = channel % p.M * p.L + channel / p.M;
    var parts = vec2f();
    for (var k = 0u; k < p.L; k++) {
      parts[k & 1] += ws[row * p.L + k] * z[((plane - channel + k * p.M + channel % p.M) * p.H + gid.y) * p.W + gid.x];
    }
    y[(plane * p.H + gid.y) * p.W + gid.x] = parts.x + parts.y;
  }
}

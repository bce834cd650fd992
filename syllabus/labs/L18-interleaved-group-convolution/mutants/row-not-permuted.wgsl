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
@compute @workgroup_size(8, 8, 1)
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

// z to y: 1 x 1 in M groups of L channels, one from each primary group. Both permutations are in the indices.
@compute @workgroup_size(8, 8, 1)
fn secondary(@builtin(global_invocation_id) gid: vec3u) {
  let C = p.L * p.M;
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * C) {
    return;
  }
  let n = gid.z / C;
  let l = gid.z % C / p.M;  // the primary group that this channel is in
  let m = gid.z % p.M;      // its place there, which is its secondary group

  // In the permuted order the channel would have the number m*L + l: that is its row of weights.
  let weights = (gid.z % C) * p.L;
  var sum = 0.0;
  for (var k = 0u; k < p.L; k++) {
    // The k-th channel of secondary group m is the m-th of primary group k.
    sum += ws[weights + k] * z[((n * C + k * p.M + m) * p.H + gid.y) * p.W + gid.x];
  }
  y[(gid.z * p.H + gid.y) * p.W + gid.x] = sum;
}

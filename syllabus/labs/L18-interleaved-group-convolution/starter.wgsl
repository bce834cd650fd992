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

// x to z: 3 x 3 with padding 1, in L groups of M neighbouring channels. gid.z is n*C + o.
@compute @workgroup_size(8, 8, 1)
fn primary(@builtin(global_invocation_id) gid: vec3u) {
  let C = p.L * p.M;

  // Your turn: output channel o sees the M channels of group o / M.

}

// z to y: 1 x 1 in M groups of L channels, one from each primary group. gid.z is n*C + (l*M + m).
@compute @workgroup_size(8, 8, 1)
fn secondary(@builtin(global_invocation_id) gid: vec3u) {
  let C = p.L * p.M;

  // Your turn: which channels of z does this one mix, and with which row of ws?

}

struct P {
  N: u32,       // images
  H: u32,       // height
  W: u32,       // width
  C: u32,       // channels that the layer reads
  k: u32,       // channels that it adds
  Ctotal: u32,  // channels that feat has room for
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read_write> feat: array<f32>;  // [N, Ctotal, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;          // [4k, C, 1, 1]
@group(0) @binding(3) var<storage, read> w2: array<f32>;          // [k, 4k, 3, 3]
@group(0) @binding(4) var<storage, read> bn: array<f32>;          // of C, then of 4k channels: gamma | beta | mean | var
@group(0) @binding(5) var<storage, read_write> t: array<f32>;     // [N, 4k, H, W], between the passes

const EPS = 1e-5;

// First pass, feat to t: every pixel goes from C channels down to 4k. gid.z is n*4k + o.
@compute @workgroup_size(8, 8, 1)
fn narrow(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: batch norm and ReLU of each channel on the way in, then a weighted sum.

}

// Second pass, t to feat: k new channels behind the C that are there. gid.z is n*k + o.
@compute @workgroup_size(8, 8, 1)
fn grow(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: batch norm and ReLU on the way in again, then a 3x3 window in each of the 4k channels.

}

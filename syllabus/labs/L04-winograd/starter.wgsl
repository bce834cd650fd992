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

// G g G' of one filter: gid.x is o*Ci + c.
@compute @workgroup_size(64)
fn tfW(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();

  // Your turn: 16 numbers from 9; place k goes to matrix k of U.

}

// B' d B of one tile: gid.x is the tile, gid.y the channel.
@compute @workgroup_size(32, 2)
fn tfX(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();

  // Your turn: where does the tile begin in the input, and what if that is in the padding?

}

// Sixteen matrix products: gid.x is the tile, gid.y the output channel, gid.z the place in the tile.
@compute @workgroup_size(16, 4, 1)
fn gemm16(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();

  // Your turn: one number of M.

}

// A' m A of one tile: gid.x is the tile, gid.y the output channel.
@compute @workgroup_size(32, 2)
fn tfY(@builtin(global_invocation_id) gid: vec3u) {
  let all = tiles();

  // Your turn: four outputs, and at an odd edge fewer.

}

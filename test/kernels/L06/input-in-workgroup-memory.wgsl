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
  g: u32,   // groups
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, Ci/g, Kh, Kw]
@group(0) @binding(3) var<storage, read> bias: array<f32>;     // [Co]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

const SIDE = 4u;
var<workgroup> tile: array<f32, 512>;

// A workgroup has 4 x 4 pixels of one output channel, and loads one input channel after the other.
@compute @workgroup_size(SIDE, SIDE)
fn main(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(local_invocation_index) at: u32,
) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  if (wid.z >= p.N * p.Co) { return; }
  let n = wid.z / p.Co;
  let o = wid.z % p.Co;
  let channels = p.Ci / p.g;
  let first = o / (p.Co / p.g) * channels;
  let height = (SIDE - 1) * p.sh + (p.Kh - 1) * p.dh + 1;
  let width = (SIDE - 1) * p.sw + (p.Kw - 1) * p.dw + 1;
  let top = i32(wid.y * SIDE * p.sh) - i32(p.ph);
  let left = i32(wid.x * SIDE * p.sw) - i32(p.pw);
  var sum = bias[o];
  for (var c = 0u; c < channels; c++) {
    workgroupBarrier();
    for (var k = at; k < height * width; k += SIDE * SIDE) {
      let row = top + i32(k / width);
      let col = left + i32(k % width);
      var value = 0.0;
      if (row >= 0 && row < i32(p.H) && col >= 0 && col < i32(p.W)) {
        value = x[((n * p.Ci + first + c) * p.H + u32(row)) * p.W + u32(col)];
      }
      tile[k] = value;
    }
    workgroupBarrier();
    for (var i = 0u; i < p.Kh; i++) {
      for (var j = 0u; j < p.Kw; j++) {
        let weight = w[((o * channels + c) * p.Kh + i) * p.Kw + j];
        sum += weight * tile[(lid.y * p.sh + i * p.dh) * width + lid.x * p.sw + j * p.dw];
      }
    }
  }
  if (gid.y < Ho && gid.x < Wo) {
    y[(wid.z * Ho + gid.y) * Wo + gid.x] = sum;
  }
}

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
  g: u32,   // groups, here always Ci
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, 1, Kh, Kw]
@group(0) @binding(3) var<storage, read> bias: array<f32>;     // [Co]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

const ROOM = 64u;
var<workgroup> taps: array<f32, ROOM>;

// The few weights of a channel are shared by all its pixels. A larger kernel is read as it is.
@compute @workgroup_size(32, 2)
fn main(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(local_invocation_index) at: u32,
) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let count = p.Kh * p.Kw;
  let o = wid.z % p.Co;
  if (wid.z < p.N * p.Co && at < min(count, ROOM)) { taps[at] = w[o * count + at]; }
  workgroupBarrier();
  if (gid.x >= Wo || gid.y >= Ho || wid.z >= p.N * p.Co) { return; }
  let plane = (wid.z / p.Co) * p.Ci + o / (p.Co / p.Ci);
  var sum = bias[o];
  for (var tap = 0u; tap < count; tap++) {
    let row = i32(gid.y * p.sh + tap / p.Kw * p.dh) - i32(p.ph);
    let col = i32(gid.x * p.sw + tap % p.Kw * p.dw) - i32(p.pw);
    if (row < 0 || row >= i32(p.H) || col < 0 || col >= i32(p.W)) { continue; }
    var weight = taps[min(tap, ROOM - 1)];
    if (tap >= ROOM) { weight = w[o * count + tap]; }
    sum += weight * x[(plane * p.H + u32(row)) * p.W + u32(col)];
  }
  y[(wid.z * Ho + gid.y) * Wo + gid.x] = sum;
}

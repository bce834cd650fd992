// Mistake: the taps are taken side by side.
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

const TX = 8u;
const TY = 8u;

// The size of workgroup memory must be known now, the size of the tile is known when the kernel runs.
const CAPACITY = 1024u;
var<workgroup> tile: array<f32, CAPACITY>;

// The input with its padding: 0 outside.
fn padded(plane: u32, row: i32, col: i32) -> f32 {
  if (row < 0 || row >= i32(p.H) || col < 0 || col >= i32(p.W)) {
    return 0.0;
  }
  return x[(plane * p.H + u32(row)) * p.W + u32(col)];
}

@compute @workgroup_size(TX, TY, 1)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);

  // A workgroup works on one plane. Here it leaves as a whole, which is allowed before a barrier.
  if (wid.z >= p.N * p.Co) {
    return;
  }
  let n = wid.z / p.Co;
  let o = wid.z % p.Co;
  // The m = Co/Ci outputs of an input channel lie side by side.
  let c = o / (p.Co / p.Ci);
  let plane = n * p.Ci + c;

  // Corner of the tile in the input, and its size: the reach of 8 x 8 outputs.
  let top = i32(wid.y * TY * p.sh) - i32(p.ph);
  let left = i32(wid.x * TX * p.sw) - i32(p.pw);
  let tile_h = (TY - 1) * p.sh + (p.Kh - 1) * p.dh + 1;
  let tile_w = (TX - 1) * p.sw + (p.Kw - 1) * p.dw + 1;
  let staged = tile_h * tile_w <= CAPACITY;

  if (staged) {
    for (var k = lid.y * TX + lid.x; k < tile_h * tile_w; k += TX * TY) {
      tile[k] = padded(plane, top + i32(k / tile_w), left + i32(k % tile_w));
    }
  }
  // Invocations without an output pixel have helped to load, and they wait with the others.
  workgroupBarrier();

  let r = wid.y * TY + lid.y;
  let q = wid.x * TX + lid.x;
  if (r >= Ho || q >= Wo) {
    return;
  }

  var sum = bias[o];
  for (var i = 0u; i < p.Kh; i++) {
    for (var j = 0u; j < p.Kw; j++) {
      let dy = lid.y * p.sh + i;
      let dx = lid.x * p.sw + j;
      let weight = w[(o * p.Kh + i) * p.Kw + j];
      if (staged) {
        sum += weight * tile[dy * tile_w + dx];
      } else {
        sum += weight * padded(plane, top + i32(dy), left + i32(dx));
      }
    }
  }
  y[(wid.z * Ho + r) * Wo + q] = sum;
}

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

// An invocation keeps 4 output channels of one group by 8 columns of one row in registers. Groups are often narrow (4 to
// 8 channels each), so that a tile of more channels would reach into the next group.
const ROWS = 4u;
const COLS = 8u;

// The input of a row, with its padding. A column outside reads one inside, and counts as 0.
fn input(row: u32, col: i32) -> f32 {
  let value = x[row * p.W + u32(clamp(col, 0, i32(p.W) - 1))];
  return select(0.0, value, col >= 0 && col < i32(p.W));
}

// What the tap at column col adds to four neighbouring outputs needs these inputs.
fn inputs(row: u32, col: i32) -> vec4f {
  let s = i32(p.sw);
  return vec4f(input(row, col), input(row, col + s), input(row, col + 2 * s), input(row, col + 3 * s));
}

// x counts strips of 8 columns, y rows, z the images' blocks of up to 4 channels, group by group.
@compute @workgroup_size(8, 8, 1)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let channels = p.Ci / p.g;
  let outs = p.Co / p.g;
  let blocks = (outs + ROWS - 1) / ROWS;
  let q = gid.x * COLS;
  if (q >= Wo || gid.y >= Ho || gid.z >= p.N * p.g * blocks) {
    return;
  }
  let n = gid.z / (p.g * blocks);
  let group = gid.z / blocks % p.g;
  let first = gid.z % blocks * ROWS;
  let count = min(ROWS, outs - first);
  let o = group * outs + first;

  // Where the weights of the four channels begin. A channel too many reads the last one again, and is not stored.
  let size = channels * p.Kh * p.Kw;
  let k = (o + min(vec4u(0, 1, 2, 3), vec4u(count - 1))) * size;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  let left = i32(q * p.sw) - i32(p.pw);
  let right = left + 4 * i32(p.sw);
  for (var c = 0u; c < channels; c++) {
    let plane = (n * p.Ci + group * channels + c) * p.H;
    for (var i = 0u; i < p.Kh; i++) {
      let r = i32(gid.y * p.sh + i * p.dh) - i32(p.ph);
      if (r < 0 || r >= i32(p.H)) { continue; }
      let row = plane + u32(r);
      let tap = (c * p.Kh + i) * p.Kw;
      for (var j = 0u; j < p.Kw; j++) {
        // 8 inputs and 4 weights make 32 multiply-adds.
        let l = inputs(row, left + i32(j * p.dw));
        let m = inputs(row, right + i32(j * p.dw));
        let w0 = w[k.x + tap + j];
        let w1 = w[k.y + tap + j];
        let w2 = w[k.z + tap + j];
        let w3 = w[k.w + tap + j];
        a0 += w0 * l; b0 += w0 * m;
        a1 += w1 * l; b1 += w1 * m;
        a2 += w2 * l; b2 += w2 * m;
        a3 += w3 * l; b3 += w3 * m;
      }
    }
  }

  let near = array(a0, a1, a2, a3);
  let far = array(b0, b1, b2, b3);
  for (var e = 0u; e < count; e++) {
    let at = ((n * p.Co + o + e) * Ho + gid.y) * Wo + q;
    for (var j = 0u; j < min(4, Wo - q); j++) {
      y[at + j] = near[e][j] + bias[o + e];
    }
    for (var j = 4u; j < min(COLS, Wo - q); j++) {
      y[at + j] = far[e][j - 4] + bias[o + e];
    }
  }
}

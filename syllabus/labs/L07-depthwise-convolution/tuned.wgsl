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
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, 1, Kh, Kw]
@group(0) @binding(3) var<storage, read> bias: array<f32>;     // [Co]

// The same buffers twice: numbers in fours where every row begins at a multiple of four, one by one elsewhere.
@group(0) @binding(1) var<storage, read> x4: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y4: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

// An invocation makes 4 columns of one plane: 8 rows of them where rows lie in fours, else 4.
const STRIP = 8u;
const SIDE = 4u;

// 3 x 3 with stride 1 and one column of padding: rows of the output are as wide as those of the input.
fn in_fours() -> bool {
  let three = p.Kh == 3 && p.Kw == 3 && p.sh == 1 && p.sw == 1 && p.dh == 1 && p.dw == 1;
  return three && p.pw == 1 && p.W % 4 == 0;
}

// The plane of the input that output channel o of image n is made from.
fn source(z: u32) -> u32 {
  return z / p.Co * p.Ci + z % p.Co / (p.Co / p.Ci);
}

// A row of the input as the three taps see it, for four outputs side by side: one load of four, and a neighbour on each side.
fn window(plane: u32, row: i32, s: u32) -> mat3x4f {
  let width = p.W / 4;
  let at = (plane * p.H + min(u32(row), p.H - 1)) * width + s;
  let four = x4[at];
  // A row begins and ends with a column of zeros; the place that is read there instead is one of the row itself.
  let first = s == 0;
  let last = s + 1 == width;
  let left = select(x4[at - select(1u, 0u, first)].w, 0.0, first);
  let right = select(x4[at + select(1u, 0u, last)].x, 0.0, last);
  // A row above the image is a very large number as u32.
  let inside = select(0.0, 1.0, u32(row) < p.H);
  return mat3x4f(vec4f(left, four.xyz), four, vec4f(four.yzw, right)) * inside;
}

// A row of the input is loaded once and used for three rows of the output: 3 loads for 36 multiply-adds, and a store of four.
@compute @workgroup_size(16, 2, 2)
fn fours(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let width = p.W / 4;
  let r = gid.y * STRIP;
  if (!in_fours() || gid.x >= width || r >= Ho || gid.z >= p.N * p.Co) {
    return;
  }
  let o = gid.z % p.Co;
  let plane = source(gid.z);
  let start = vec4f(bias[o]);
  let k = o * 9;
  let top = vec3f(w[k], w[k + 1], w[k + 2]);
  let middle = vec3f(w[k + 3], w[k + 4], w[k + 5]);
  let bottom = vec3f(w[k + 6], w[k + 7], w[k + 8]);
  let row = i32(r) - i32(p.ph);
  var above = window(plane, row, gid.x);
  var here = window(plane, row + 1, gid.x);
  for (var i = 0u; i < min(STRIP, Ho - r); i++) {
    let below = window(plane, row + 2 + i32(i), gid.x);
    y4[(gid.z * Ho + r + i) * width + gid.x] = start + above * top + here * middle + below * bottom;
    above = here;
    here = below;
  }
}

// The input with its padding: a place outside reads one inside, and counts as 0.
fn padded(plane: u32, row: i32, col: i32) -> f32 {
  let r = min(u32(row), p.H - 1);
  let c = min(u32(col), p.W - 1);
  // The two are joined by &, since && would be a branch.
  return select(0.0, x[(plane * p.H + r) * p.W + c], (r == u32(row)) & (c == u32(col)));
}

fn store(plane: u32, Ho: u32, Wo: u32, row: u32, q: u32, four: vec4f) {
  if (row >= Ho) {
    return;
  }
  for (var j = 0u; j < min(SIDE, Wo - q); j++) {
    y[(plane * Ho + row) * Wo + q + j] = four[j];
  }
}

// Any other kernel: each weight is loaded once for four columns.
@compute @workgroup_size(16, 2, 2)
fn ragged(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let q = gid.x * SIDE;
  let r = gid.y * SIDE;
  if (in_fours() || q >= Wo || r >= Ho || gid.z >= p.N * p.Co) {
    return;
  }
  let o = gid.z % p.Co;
  let plane = source(gid.z);
  let start = vec4f(bias[o]);
  let k = o * p.Kh * p.Kw;

  for (var e = 0u; e < SIDE; e++) {
    var sum = start;
    for (var i = 0u; i < p.Kh; i++) {
      let row = i32((r + e) * p.sh + i * p.dh) - i32(p.ph);
      for (var j = 0u; j < p.Kw; j++) {
        let col = i32(q * p.sw + j * p.dw) - i32(p.pw);
        let s = i32(p.sw);
        let four = vec4f(
          padded(plane, row, col),
          padded(plane, row, col + s),
          padded(plane, row, col + 2 * s),
          padded(plane, row, col + 3 * s),
        );
        sum += w[k + i * p.Kw + j] * four;
      }
    }
    store(gid.z, Ho, Wo, r + e, q, sum);
  }
}

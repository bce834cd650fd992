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

// The matrix and the weights twice: numbers in fours where every row begins at a multiple of four, one by one elsewhere.
@group(0) @binding(1) var<storage, read> x: array<f32>;                 // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w: array<f32>;                 // [Co, Ci*Kh*Kw]
@group(0) @binding(3) var<storage, read_write> col: array<f32>;         // [N, Ci*Kh*Kw, Ho*Wo]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;           // [N, Co, Ho*Wo]
@group(0) @binding(2) var<storage, read> w4: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> col4: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y4: array<vec4<f32>>;

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

// All taps of one output pixel in one channel: gid.x is the pixel, gid.y the channel, gid.z the image. So the divisions that
// find the pixel are done once for Kh * Kw elements.
@compute @workgroup_size(64, 1, 1)
fn im2col(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let s = gid.x;
  if (s >= Ho * Wo || gid.y >= p.Ci || gid.z >= p.N) {
    return;
  }

  let top = i32(s / Wo * p.sh) - i32(p.ph);
  let left = i32(s % Wo * p.sw) - i32(p.pw);
  let plane = gid.z * p.Ci + gid.y;
  var at = plane * p.Kh * p.Kw * Ho * Wo + s;
  for (var i = 0u; i < p.Kh; i++) {
    // A place before the first is a very large number as u32.
    let row = u32(top + i32(i * p.dh));
    let start = (plane * p.H + min(row, p.H - 1)) * p.W;
    for (var j = 0u; j < p.Kw; j++) {
      let column = u32(left + i32(j * p.dw));
      let value = x[start + min(column, p.W - 1)];
      // Zeros of the padding have to be written too: the buffer holds something else before.
      col[at] = select(0.0, value, (row < p.H) & (column < p.W));
      at += Ho * Wo;
    }
  }
}

const ROWS = 8u;    // channels of an invocation
const LANES = 16u;  // invocations side by side

struct Product {
  depth: u32,
  pixels: u32,
  in_fours: bool,
}

fn product() -> Product {
  let depth = p.Ci * p.Kh * p.Kw;
  let pixels = out_size(p.H, p.Kh, p.sh, p.ph, p.dh) * out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  return Product(depth, pixels, depth % 4 == 0 && pixels % 4 == 0);
}

// Where the weights of four channels begin. A channel too many reads the last one once more, and is not stored.
fn rows(o: u32, depth: u32) -> vec4u {
  return min(vec4u(0, 1, 2, 3) + o, vec4u(p.Co - 1)) * depth;
}

// 8 channels by 8 pixels in registers: for four rows of the matrix 16 loads of four numbers make 256 multiply-adds. The columns
// of m are rows of the matrix, so m times four weights of a channel is what they add to four of its pixels.
@compute @workgroup_size(LANES, 4, 1)
fn fours(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let size = product();
  let width = size.pixels / 4;
  // The two vectors lie LANES apart, so that neighbours read neighbouring ones.
  let s = wid.x * 2 * LANES + lid.x;
  let o = gid.y * ROWS;
  if (!size.in_fours || s >= width || o >= p.Co || gid.z >= p.N) {
    return;
  }
  let far = min(s + LANES, width - 1);
  let r = rows(o, size.depth) / 4;
  let q = rows(o + 4, size.depth) / 4;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  for (var c = 0u; c < size.depth / 4; c++) {
    let k = (vec4u(0, 1, 2, 3) + gid.z * size.depth + 4 * c) * width;
    let m = mat4x4f(col4[k.x + s], col4[k.y + s], col4[k.z + s], col4[k.w + s]);
    let m2 = mat4x4f(col4[k.x + far], col4[k.y + far], col4[k.z + far], col4[k.w + far]);
    let v0 = w4[r.x + c];
    let v1 = w4[r.y + c];
    let v2 = w4[r.z + c];
    let v3 = w4[r.w + c];
    let v4 = w4[q.x + c];
    let v5 = w4[q.y + c];
    let v6 = w4[q.z + c];
    let v7 = w4[q.w + c];
    a0 += m * v0; b0 += m2 * v0;
    a1 += m * v1; b1 += m2 * v1;
    a2 += m * v2; b2 += m2 * v2;
    a3 += m * v3; b3 += m2 * v3;
    a4 += m * v4; b4 += m2 * v4;
    a5 += m * v5; b5 += m2 * v5;
    a6 += m * v6; b6 += m2 * v6;
    a7 += m * v7; b7 += m2 * v7;
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(b0, b1, b2, b3, b4, b5, b6, b7);
  for (var i = 0u; i < min(ROWS, p.Co - o); i++) {
    let at = (gid.z * p.Co + o + i) * width + s;
    y4[at] = left[i];
    if (s + LANES < width) {
      y4[at + LANES] = right[i];
    }
  }
}

// Any other size: 8 channels by 4 pixels LANES apart. Those past the end read the last one once more.
@compute @workgroup_size(LANES, 4, 1)
fn ragged(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let size = product();
  let s = wid.x * 4 * LANES + lid.x;
  let o = gid.y * ROWS;
  if (size.in_fours || s >= size.pixels || o >= p.Co || gid.z >= p.N) {
    return;
  }
  let pixels = min(vec4u(0, 1, 2, 3) * LANES + s, vec4u(size.pixels - 1));
  let r = rows(o, size.depth);
  let q = rows(o + 4, size.depth);

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  for (var c = 0u; c < size.depth; c++) {
    let k = pixels + (gid.z * size.depth + c) * size.pixels;
    let v = vec4f(col[k.x], col[k.y], col[k.z], col[k.w]);
    a0 += w[r.x + c] * v;
    a1 += w[r.y + c] * v;
    a2 += w[r.z + c] * v;
    a3 += w[r.w + c] * v;
    a4 += w[q.x + c] * v;
    a5 += w[q.y + c] * v;
    a6 += w[q.z + c] * v;
    a7 += w[q.w + c] * v;
  }

  let sums = array(a0, a1, a2, a3, a4, a5, a6, a7);
  for (var i = 0u; i < min(ROWS, p.Co - o); i++) {
    let at = (gid.z * p.Co + o + i) * size.pixels + s;
    for (var j = 0u; j < 4 && s + j * LANES < size.pixels; j++) {
      y[at + j * LANES] = sums[i][j];
    }
  }
}

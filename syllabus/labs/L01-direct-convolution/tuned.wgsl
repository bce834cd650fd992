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
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, Ci, Kh, Kw]
@group(0) @binding(3) var<storage, read> bias: array<f32>;     // [Co]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

// An invocation keeps 8 output channels by 8 columns of one row in registers: 16 sums of four.
const ROWS = 8u;
const COLS = 8u;

fn three_by_three() -> bool {
  return p.Kh == 3 && p.Kw == 3 && p.sh == 1 && p.sw == 1 && p.dh == 1 && p.dw == 1;
}

// The input of a row, with its padding. A column outside reads one inside, and counts as 0.
fn input(row: u32, col: i32) -> f32 {
  let value = x[row * p.W + u32(clamp(col, 0, i32(p.W) - 1))];
  return select(0.0, value, col >= 0 && col < i32(p.W));
}

// The three weights of a row of the kernel. A channel too many reads the last one once more, and is not stored.
fn taps(o: u32, c: u32, i: u32) -> vec3f {
  let at = ((min(o, p.Co - 1) * p.Ci + c) * 3 + i) * 3;
  return vec3f(w[at], w[at + 1], w[at + 2]);
}

// 3 x 3 with stride 1: 10 inputs of a row and 24 weights make 192 multiply-adds. The columns of m are the row as each of the
// three taps sees it, so m times the three weights of a channel is what the row adds to four of its pixels.
@compute @workgroup_size(8, 4, 2)
fn three(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let blocks = (p.Co + ROWS - 1) / ROWS;
  let q = gid.x * COLS;
  if (!three_by_three() || q >= Wo || gid.y >= Ho || gid.z >= p.N * blocks) {
    return;
  }
  let n = gid.z / blocks;
  let o = gid.z % blocks * ROWS;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  let left = i32(q) - i32(p.pw);
  for (var c = 0u; c < p.Ci; c++) {
    for (var i = 0u; i < 3; i++) {
      let r = i32(gid.y + i) - i32(p.ph);
      if (r < 0 || r >= i32(p.H)) { continue; }
      let row = (n * p.Ci + c) * p.H + u32(r);

      let v0 = vec4f(input(row, left), input(row, left + 1), input(row, left + 2), input(row, left + 3));
      let v1 = vec4f(input(row, left + 4), input(row, left + 5), input(row, left + 6), input(row, left + 7));
      let v2 = vec2f(input(row, left + 8), input(row, left + 9));
      let m = mat3x4f(v0, vec4f(v0.yzw, v1.x), vec4f(v0.zw, v1.xy));
      let m2 = mat3x4f(v1, vec4f(v1.yzw, v2.x), vec4f(v1.zw, v2));

      let t0 = taps(o, c, i);
      let t1 = taps(o + 1, c, i);
      let t2 = taps(o + 2, c, i);
      let t3 = taps(o + 3, c, i);
      let t4 = taps(o + 4, c, i);
      let t5 = taps(o + 5, c, i);
      let t6 = taps(o + 6, c, i);
      let t7 = taps(o + 7, c, i);
      a0 += m * t0; b0 += m2 * t0;
      a1 += m * t1; b1 += m2 * t1;
      a2 += m * t2; b2 += m2 * t2;
      a3 += m * t3; b3 += m2 * t3;
      a4 += m * t4; b4 += m2 * t4;
      a5 += m * t5; b5 += m2 * t5;
      a6 += m * t6; b6 += m2 * t6;
      a7 += m * t7; b7 += m2 * t7;
    }
  }

  let near = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let far = array(b0, b1, b2, b3, b4, b5, b6, b7);
  for (var k = 0u; k < min(ROWS, p.Co - o); k++) {
    let at = ((n * p.Co + o + k) * Ho + gid.y) * Wo + q;
    for (var j = 0u; j < min(4, Wo - q); j++) {
      y[at + j] = near[k][j] + bias[o + k];
    }
    for (var j = 4u; j < min(COLS, Wo - q); j++) {
      y[at + j] = far[k][j - 4] + bias[o + k];
    }
  }
}

// Any other convolution: 8 channels by 4 columns, tap by tap. 4 inputs and 8 weights make 32 multiply-adds.
@compute @workgroup_size(8, 4, 2)
fn general(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let blocks = (p.Co + ROWS - 1) / ROWS;
  let q = gid.x * 4;
  if (three_by_three() || q >= Wo || gid.y >= Ho || gid.z >= p.N * blocks) {
    return;
  }
  let n = gid.z / blocks;
  let o = gid.z % blocks * ROWS;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  let size = p.Ci * p.Kh * p.Kw;
  let last = p.Co - 1;
  let k0 = min(vec4u(o) + vec4u(0, 1, 2, 3), vec4u(last)) * size;
  let k1 = min(vec4u(o) + vec4u(4, 5, 6, 7), vec4u(last)) * size;
  let s = i32(p.sw);
  var tap = 0u;
  for (var c = 0u; c < p.Ci; c++) {
    for (var i = 0u; i < p.Kh; i++) {
      let r = i32(gid.y * p.sh + i * p.dh) - i32(p.ph);
      let inside = r >= 0 && r < i32(p.H);
      let row = (n * p.Ci + c) * p.H + u32(max(r, 0));
      for (var j = 0u; j < p.Kw; j++) {
        if (inside) {
          let col = i32(q * p.sw + j * p.dw) - i32(p.pw);
          let v = vec4f(
            input(row, col), input(row, col + s), input(row, col + 2 * s), input(row, col + 3 * s),
          );
          a0 += w[k0.x + tap] * v;
          a1 += w[k0.y + tap] * v;
          a2 += w[k0.z + tap] * v;
          a3 += w[k0.w + tap] * v;
          a4 += w[k1.x + tap] * v;
          a5 += w[k1.y + tap] * v;
          a6 += w[k1.z + tap] * v;
          a7 += w[k1.w + tap] * v;
        }
        tap++;
      }
    }
  }

  let sums = array(a0, a1, a2, a3, a4, a5, a6, a7);
  for (var k = 0u; k < min(ROWS, p.Co - o); k++) {
    let at = ((n * p.Co + o + k) * Ho + gid.y) * Wo + q;
    for (var j = 0u; j < min(4, Wo - q); j++) {
      y[at + j] = sums[k][j] + bias[o + k];
    }
  }
}

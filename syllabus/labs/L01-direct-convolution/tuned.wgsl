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

fn three_by_three() -> bool {
  return p.Kh == 3 && p.Kw == 3 && p.sh == 1 && p.sw == 1 && p.dh == 1 && p.dw == 1;
}

// The input of a row, with its padding. A column outside reads the last one, and counts as 0; one left of the row is a very
// large number as u32, so that one comparison finds both.
fn input(row: u32, col: i32) -> f32 {
  let value = x[row * p.W + min(u32(col), p.W - 1)];
  return select(0.0, value, u32(col) < p.W);
}

// Where the weights of four channels begin. A channel too many reads the last one once more, and is not stored.
fn starts(o: u32) -> vec4u {
  return min(vec4u(o) + vec4u(0, 1, 2, 3), vec4u(p.Co - 1)) * (p.Ci * p.Kh * p.Kw);
}

// Eight columns of a row of the input as the three taps see them: four, and the four beside them.
struct Window {
  near: mat3x4f,
  far: mat3x4f,
}

fn window(plane: u32, r: i32, q: i32) -> Window {
  let row = plane * p.H + min(u32(r), p.H - 1);
  let counts = select(0.0, 1.0, u32(r) < p.H);
  let a = vec4f(input(row, q), input(row, q + 1), input(row, q + 2), input(row, q + 3)) * counts;
  let b = vec4f(input(row, q + 4), input(row, q + 5), input(row, q + 6), input(row, q + 7)) * counts;
  let c = vec2f(input(row, q + 8), input(row, q + 9)) * counts;
  return Window(
    mat3x4f(a, vec4f(a.yzw, b.x), vec4f(a.zw, b.xy)),
    mat3x4f(b, vec4f(b.yzw, c.x), vec4f(b.zw, c)),
  );
}

// A row of the kernel, for four channels.
fn taps(start: vec4u, tap: u32) -> mat4x3f {
  let at = start + tap;
  return mat4x3f(
    w[at.x], w[at.x + 1], w[at.x + 2],
    w[at.y], w[at.y + 1], w[at.y + 2],
    w[at.z], w[at.z + 1], w[at.z + 2],
    w[at.w], w[at.w + 1], w[at.w + 2],
  );
}

// 3 x 3 with stride 1: an invocation keeps 4 output channels by 2 rows by 8 columns in registers. For each input channel 40
// inputs and 36 weights make 576 multiply-adds. A window times a row of the kernel is a matrix of 4 pixels by 4 channels.
@compute @workgroup_size(8, 4, 2)
fn three(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let blocks = (p.Co + 3) / 4;
  let q = gid.x * 8;
  let r = gid.y * 2;
  if (!three_by_three() || q >= Wo || r >= Ho || gid.z >= p.N * blocks) {
    return;
  }
  let n = gid.z / blocks;
  let o = gid.z % blocks * 4;
  let k = starts(o);
  let row = i32(r) - i32(p.ph);
  let col = i32(q) - i32(p.pw);

  var near0 = mat4x4f(); var far0 = mat4x4f();
  var near1 = mat4x4f(); var far1 = mat4x4f();
  for (var c = 0u; c < p.Ci; c++) {
    let top = taps(k, c * 9);
    let middle = taps(k, c * 9 + 3);
    let bottom = taps(k, c * 9 + 6);
    let plane = n * p.Ci + c;
    let v0 = window(plane, row, col);
    let v1 = window(plane, row + 1, col);
    let v2 = window(plane, row + 2, col);
    let v3 = window(plane, row + 3, col);
    near0 += v0.near * top + v1.near * middle + v2.near * bottom;
    far0 += v0.far * top + v1.far * middle + v2.far * bottom;
    near1 += v1.near * top + v2.near * middle + v3.near * bottom;
    far1 += v1.far * top + v2.far * middle + v3.far * bottom;
  }

  let sums = array(near0, far0, near1, far1);
  for (var i = 0u; i < min(4, p.Co - o); i++) {
    for (var e = 0u; e < 16 && r + e / 8 < Ho; e++) {
      let at = q + e % 8;
      if (at < Wo) {
        y[((n * p.Co + o + i) * Ho + r + e / 8) * Wo + at] = sums[e / 4][i][e % 4] + bias[o + i];
      }
    }
  }
}

// Any other convolution: 8 channels by 4 columns, tap by tap. 4 inputs and 8 weights make 32 multiply-adds.
@compute @workgroup_size(8, 4, 2)
fn general(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let blocks = (p.Co + 7) / 8;
  let q = gid.x * 4;
  if (three_by_three() || q >= Wo || gid.y >= Ho || gid.z >= p.N * blocks) {
    return;
  }
  let n = gid.z / blocks;
  let o = gid.z % blocks * 8;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  let k0 = starts(o);
  let k1 = starts(o + 4);
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
  for (var k = 0u; k < min(8, p.Co - o); k++) {
    let at = ((n * p.Co + o + k) * Ho + gid.y) * Wo + q;
    for (var j = 0u; j < min(4, Wo - q); j++) {
      y[at + j] = sums[k][j] + bias[o + k];
    }
  }
}

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
  D: u32,   // input channels that an output sees
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> v: array<f32>;        // [Co, D, Kh, Kw]
@group(0) @binding(3) var<storage, read> idx: array<u32>;      // [Co, D], D different channels of x a row
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, Co, Ho, Wo]

// Positions of a kernel with k taps on one side of the padded input.
fn out_size(size: u32, k: u32, s: u32, pad: u32, d: u32) -> u32 {
  return (size + 2 * pad - d * (k - 1) - 1) / s + 1;
}

fn three_by_three() -> bool {
  return p.Kh == 3 && p.Kw == 3 && p.sh == 1 && p.sw == 1 && p.dh == 1 && p.dw == 1;
}

// The input of a row, with its padding. A column outside reads one inside, and counts as 0.
fn input(row: u32, col: i32) -> f32 {
  let value = x[row * p.W + u32(clamp(col, 0, i32(p.W) - 1))];
  return select(0.0, value, col >= 0 && col < i32(p.W));
}

// Ten inputs of a row, as the three taps see them: for four outputs side by side, and for the next four.
struct Strip {
  left: mat3x4f,
  right: mat3x4f,
}

fn strip(plane: u32, r: i32, q: i32) -> Strip {
  if (r < 0 || r >= i32(p.H)) {
    return Strip();
  }
  let row = plane + u32(r);
  let a = vec4f(input(row, q), input(row, q + 1), input(row, q + 2), input(row, q + 3));
  let b = vec4f(input(row, q + 4), input(row, q + 5), input(row, q + 6), input(row, q + 7));
  let c = vec2f(input(row, q + 8), input(row, q + 9));
  return Strip(mat3x4f(a, vec4f(a.yzw, b.x), vec4f(a.zw, b.xy)), mat3x4f(b, vec4f(b.yzw, c.x), vec4f(b.zw, c)));
}

fn taps(at: u32) -> vec3f {
  return vec3f(v[at], v[at + 1], v[at + 2]);
}

// Neighbouring outputs see different channels, so that a loaded input cannot serve two of them. It can serve many pixels: 8
// columns by 4 rows of one channel, for which 60 inputs, 9 weights and one index make 288 multiply-adds.
@compute @workgroup_size(4, 8, 2)
fn three(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let s = gid.x * 8;
  let r = gid.y * 4;
  if (!three_by_three() || s >= Wo || r >= Ho || gid.z >= p.N * p.Co) {
    return;
  }
  let n = gid.z / p.Co;
  let o = gid.z % p.Co;
  let top = i32(r) - i32(p.ph);
  let q = i32(s) - i32(p.pw);

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  for (var k = o * p.D; k < (o + 1) * p.D; k++) {
    let plane = (n * p.Ci + idx[k]) * p.H;
    let w0 = taps(k * 9);
    let w1 = taps(k * 9 + 3);
    let w2 = taps(k * 9 + 6);
    let r0 = strip(plane, top, q);
    let r1 = strip(plane, top + 1, q);
    let r2 = strip(plane, top + 2, q);
    a0 += r0.left * w0 + r1.left * w1 + r2.left * w2;
    b0 += r0.right * w0 + r1.right * w1 + r2.right * w2;
    let r3 = strip(plane, top + 3, q);
    a1 += r1.left * w0 + r2.left * w1 + r3.left * w2;
    b1 += r1.right * w0 + r2.right * w1 + r3.right * w2;
    let r4 = strip(plane, top + 4, q);
    a2 += r2.left * w0 + r3.left * w1 + r4.left * w2;
    b2 += r2.right * w0 + r3.right * w1 + r4.right * w2;
    let r5 = strip(plane, top + 5, q);
    a3 += r3.left * w0 + r4.left * w1 + r5.left * w2;
    b3 += r3.right * w0 + r4.right * w1 + r5.right * w2;
  }

  let near = array(a0, a1, a2, a3);
  let far = array(b0, b1, b2, b3);
  for (var e = 0u; e < min(4, Ho - r); e++) {
    let at = (gid.z * Ho + r + e) * Wo + s;
    for (var j = 0u; j < min(8, Wo - s); j++) {
      y[at + j] = select(far[e][j % 4], near[e][j % 4], j < 4);
    }
  }
}

// Every other kernel, stride and dilation: 8 columns of a row share their weight.
@compute @workgroup_size(8, 8, 1)
fn strips(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H, p.Kh, p.sh, p.ph, p.dh);
  let Wo = out_size(p.W, p.Kw, p.sw, p.pw, p.dw);
  let s = gid.x * 8;
  if (three_by_three() || s >= Wo || gid.y >= Ho || gid.z >= p.N * p.Co) {
    return;
  }
  let n = gid.z / p.Co;
  let o = gid.z % p.Co;
  let step = i32(p.sw);
  var a = vec4f();
  var b = vec4f();
  for (var k = o * p.D; k < (o + 1) * p.D; k++) {
    let plane = (n * p.Ci + idx[k]) * p.H;
    for (var i = 0u; i < p.Kh; i++) {
      let r = i32(gid.y * p.sh + i * p.dh) - i32(p.ph);
      if (r < 0 || r >= i32(p.H)) { continue; }
      let row = plane + u32(r);
      for (var j = 0u; j < p.Kw; j++) {
        let weight = v[(k * p.Kh + i) * p.Kw + j];
        let q = i32(s * p.sw + j * p.dw) - i32(p.pw);
        a += weight * vec4f(input(row, q), input(row, q + step), input(row, q + 2 * step), input(row, q + 3 * step));
        b += weight * vec4f(input(row, q + 4 * step), input(row, q + 5 * step), input(row, q + 6 * step), input(row, q + 7 * step));
      }
    }
  }
  for (var j = 0u; j < min(8, Wo - s); j++) {
    y[(gid.z * Ho + gid.y) * Wo + s + j] = select(b[j % 4], a[j % 4], j < 4);
  }
}

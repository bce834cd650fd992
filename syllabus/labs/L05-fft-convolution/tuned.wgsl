struct P {
  N: u32,     // images
  Ci: u32,    // input channels
  H: u32,     // input height
  W: u32,     // input width
  Co: u32,    // output channels
  Kh: u32,    // kernel height
  Kw: u32,    // kernel width
  ph: u32,    // padding above and below
  pw: u32,    // padding left and right
  P: u32,     // side of a padded plane, 2^logP
  logP: u32,
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> real: array<f32>;                 // x or w
@group(0) @binding(2) var<storage, read> tw: array<vec2<f32>>;             // [P/2], exp(-2 pi i k/P)
@group(0) @binding(3) var<storage, read> a: array<vec2<f32>>;                // planes of P x P complex numbers
@group(0) @binding(4) var<storage, read_write> spectrum: array<vec2<f32>>;   // planes of P x P complex numbers
@group(0) @binding(5) var<storage, read_write> y: array<f32>;                // [N, Co, Ho, Wo]
@group(0) @binding(6) var<storage, read> a4: array<vec4<f32>>;               // FX, two frequencies at a time
@group(0) @binding(7) var<storage, read> b4: array<vec4<f32>>;               // FW
@group(0) @binding(8) var<storage, read_write> product: array<vec4<f32>>;    // FY

// Whose planes a pass works on: 0 those of x, 1 those of w, 2 those of y, which are transformed backwards.
override PLANES: u32 = 0;

const LANES = 256u;
const POINTS = 1024u;  // of all lines of a workgroup: P of them are one line

// Each stage reads one half and writes the other: one barrier, and no order to restore.
var<workgroup> points: array<vec2f, 2 * POINTS>;

fn planes() -> u32 {
  return array(p.N * p.Ci, p.Co * p.Ci, p.N * p.Co)[PLANES];
}

fn times(u: vec2f, v: vec2f) -> vec2f {
  return vec2f(u.x * v.x - u.y * v.y, u.x * v.y + u.y * v.x);
}

// exp(-2 pi i k/P), or its conjugate on the way back, for k up to P.
fn root(k: u32) -> vec2f {
  let half = p.P / 2;
  let sign = select(1.0, -1.0, k >= half);
  return tw[k % half] * vec2f(sign, select(sign, -sign, PLANES == 2));
}

// Transforms the POINTS/P lines in the first half of `points`, and says where they lie afterwards.
// A stage merges four lines into one, the last one two where logP is odd (Stockham's order).
fn transform(lane: u32) -> u32 {
  let lines = POINTS / p.P;
  let quarter = p.P / 4;
  var src = 0u;
  var ns = 1u;
  for (; ns * 4 <= p.P; ns *= 4) {
    workgroupBarrier();
    let from_line = src + lane / quarter * p.P;
    let to_line = POINTS - src + lane / quarter * p.P;
    let j = lane % quarter;
    let k = j % ns;
    let step = k * (p.P / (4 * ns));
    let v0 = points[from_line + j];
    let v1 = times(points[from_line + j + quarter], root(step));
    let v2 = times(points[from_line + j + 2 * quarter], root(2 * step));
    let v3 = times(points[from_line + j + 3 * quarter], root(3 * step));
    let even = v0 + v2;
    let odd = v0 - v2;
    let sum = v1 + v3;
    let d = v1 - v3;
    let turned = select(vec2f(d.y, -d.x), vec2f(-d.y, d.x), PLANES == 2);
    let at = to_line + (j - k) * 4 + k;
    points[at] = even + sum;
    points[at + ns] = odd + turned;
    points[at + 2 * ns] = even - sum;
    points[at + 3 * ns] = odd - turned;
    src = POINTS - src;
  }
  if (ns < p.P) {
    workgroupBarrier();
    for (var t = lane; t < lines * p.P / 2; t += LANES) {
      let from_line = src + t / (p.P / 2) * p.P;
      let k = t % (p.P / 2);
      let v0 = points[from_line + k];
      let v1 = times(points[from_line + k + ns], root(k));
      let at = POINTS - src + t / (p.P / 2) * p.P + k;
      points[at] = v0 + v1;
      points[at + ns] = v0 - v1;
    }
    src = POINTS - src;
  }
  workgroupBarrier();
  return src;
}

// Only the rows with data: the rows below are zeros, and so are their spectra. `columns` takes them for granted.
@compute @workgroup_size(LANES)
fn rows(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let height = select(p.H, p.Kh, PLANES == 1);
  let width = select(p.W, p.Kw, PLANES == 1);
  let first = wid.x * (POINTS / p.P);
  for (var t = lane; t < POINTS; t += LANES) {
    let row = first + t / p.P;
    let q = t % p.P;
    points[t] = vec2f();
    if (row < planes() * height && q < width) {
      points[t].x = real[row * width + q];
    }
  }
  let at = transform(lane);
  for (var t = lane; t < POINTS; t += LANES) {
    let row = first + t / p.P;
    if (row < planes() * height) {
      spectrum[(row / height * p.P + row % height) * p.P + t % p.P] = points[at + t];
    }
  }
}

// Neighbouring columns side by side, so that neighbours in a workgroup read neighbours in memory.
@compute @workgroup_size(LANES)
fn columns(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let lines = POINTS / p.P;
  let height = array(p.H, p.Kh, p.P)[PLANES];
  for (var t = lane; t < POINTS; t += LANES) {
    let q = wid.x * lines + t % lines;
    let r = t / lines;
    var value = vec2f();
    if (q < p.P && r < height && wid.y < planes()) {
      value = a[(wid.y * p.P + r) * p.P + q];
    }
    points[t % lines * p.P + r] = value;
  }
  let at = transform(lane);
  for (var t = lane; t < POINTS; t += LANES) {
    let q = wid.x * lines + t % lines;
    let r = t / lines;
    if (q < p.P && wid.y < planes()) {
      spectrum[(wid.y * p.P + r) * p.P + q] = points[at + t % lines * p.P + r];
    }
  }
}

// u times the conjugate of v, for two complex numbers.
fn pair(u: vec4f, v: vec4f) -> vec4f {
  return u * v.xxzz + vec4f(u.y, -u.x, u.w, -u.z) * v.yyww;
}

fn put(n: u32, o: u32, at: u32, value: vec4f) {
  if (n < p.N && o < p.Co) {
    product[(n * p.Co + o) * (p.P * p.P / 2) + at] = value;
  }
}

// 2 images by 4 output channels by 2 frequencies: 6 loads make 16 complex multiply-adds.
@compute @workgroup_size(64, 1, 1)
fn products(@builtin(global_invocation_id) gid: vec3u) {
  let plane = p.P * p.P / 2;
  let o = gid.y * 4;
  let n = gid.z * 2;
  if (gid.x >= plane || o >= p.Co || n >= p.N) {
    return;
  }
  // One too many is the last one once more, and is not stored.
  let n1 = min(n + 1, p.N - 1);
  let channels = min(vec4u(0, 1, 2, 3) + o, vec4u(p.Co - 1));
  var s0 = vec4f(); var s1 = vec4f(); var s2 = vec4f(); var s3 = vec4f();
  var t0 = vec4f(); var t1 = vec4f(); var t2 = vec4f(); var t3 = vec4f();
  for (var c = 0u; c < p.Ci; c++) {
    let u = a4[(n * p.Ci + c) * plane + gid.x];
    let v = a4[(n1 * p.Ci + c) * plane + gid.x];
    let k = (channels * p.Ci + c) * plane + gid.x;
    let w0 = b4[k.x];
    let w1 = b4[k.y];
    let w2 = b4[k.z];
    let w3 = b4[k.w];
    s0 += pair(u, w0); t0 += pair(v, w0);
    s1 += pair(u, w1); t1 += pair(v, w1);
    s2 += pair(u, w2); t2 += pair(v, w2);
    s3 += pair(u, w3); t3 += pair(v, w3);
  }
  put(n, o, gid.x, s0); put(n + 1, o, gid.x, t0);
  put(n, o + 1, gid.x, s1); put(n + 1, o + 1, gid.x, t1);
  put(n, o + 2, gid.x, s2); put(n + 1, o + 2, gid.x, t2);
  put(n, o + 3, gid.x, s3); put(n + 1, o + 3, gid.x, t3);
}

@compute @workgroup_size(LANES)
fn crop(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let Ho = p.H + 2 * p.ph - p.Kh + 1;
  let Wo = p.W + 2 * p.pw - p.Kw + 1;
  let first = wid.x * (POINTS / p.P);
  for (var t = lane; t < POINTS; t += LANES) {
    let row = first + t / p.P;
    points[t] = vec2f();
    if (row < planes() * Ho) {
      points[t] = a[(row / Ho * p.P + (row % Ho + p.P - p.ph) % p.P) * p.P + t % p.P];
    }
  }
  let at = transform(lane);
  for (var t = lane; t < POINTS; t += LANES) {
    let row = first + t / p.P;
    let q = (t + p.pw) % p.P;
    if (row < planes() * Ho && q < Wo) {
      y[row * Wo + q] = points[at + t].x / f32(p.P * p.P);
    }
  }
}

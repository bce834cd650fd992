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

const LANES = 64u;    // each has eight points in a stage
const POINTS = 512u;  // of all lines of a workgroup: P of them are one line
const LOG_POINTS = 9u;

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
  let half = p.P >> 1;
  let sign = select(1.0, -1.0, k >= half);
  return tw[k & (half - 1)] * vec2f(sign, select(sign, -sign, PLANES == 2));
}

// P is a power of two, and so are the lines of a workgroup: everything below is shifts and masks, where a division would cost
// more than a butterfly.
fn log_lines() -> u32 {
  return LOG_POINTS - p.logP;
}

// A quarter turn and an eighth of one: times -i and times the eighth root of 1, or their conjugates on the way back.
fn quarter_turn(u: vec2f) -> vec2f {
  return select(vec2f(u.y, -u.x), vec2f(-u.y, u.x), PLANES == 2);
}

fn eighth_turn(u: vec2f) -> vec2f {
  return sqrt(0.5) * (u + quarter_turn(u));
}

// The transform of four numbers.
fn four(v: array<vec2f, 4>) -> array<vec2f, 4> {
  let even = v[0] + v[2];
  let odd = v[0] - v[2];
  let sum = v[1] + v[3];
  let turned = quarter_turn(v[1] - v[3]);
  return array(even + sum, odd + turned, even - sum, odd - turned);
}

// Transforms the lines in the first half of `points`, and says where they lie afterwards. A stage merges eight lines into
// one in registers, so that a line of 64 meets twice; the last one merges what is left, four or two (Stockham's order).
fn transform(lane: u32) -> u32 {
  var src = 0u;
  var log_n = 0u;  // of the lines that there are now
  for (; log_n + 3 <= p.logP; log_n += 3) {
    workgroupBarrier();
    let step = p.P >> 3;
    let line = (lane >> (p.logP - 3)) << p.logP;
    let j = lane & (step - 1);
    let k = j & ((1u << log_n) - 1);
    let at = src + line + j;
    let w1 = root(k << (p.logP - 3 - log_n));
    let w2 = times(w1, w1);
    let w3 = times(w2, w1);
    let w4 = times(w2, w2);
    let even = four(array(
      points[at],
      times(points[at + 2 * step], w2),
      times(points[at + 4 * step], w4),
      times(points[at + 6 * step], times(w4, w2))));
    let odd = four(array(
      times(points[at + step], w1),
      times(points[at + 3 * step], w3),
      times(points[at + 5 * step], times(w4, w1)),
      times(points[at + 7 * step], times(w4, w3))));
    let turned = array(odd[0], eighth_turn(odd[1]), quarter_turn(odd[2]), eighth_turn(quarter_turn(odd[3])));
    let to = POINTS - src + line + ((j - k) << 3) + k;
    points[to] = even[0] + turned[0];
    points[to + (1u << log_n)] = even[1] + turned[1];
    points[to + (2u << log_n)] = even[2] + turned[2];
    points[to + (3u << log_n)] = even[3] + turned[3];
    points[to + (4u << log_n)] = even[0] - turned[0];
    points[to + (5u << log_n)] = even[1] - turned[1];
    points[to + (6u << log_n)] = even[2] - turned[2];
    points[to + (7u << log_n)] = even[3] - turned[3];
    src = POINTS - src;
  }
  let left = p.logP - log_n;
  if (left > 0) {
    workgroupBarrier();
    let step = p.P >> left;
    for (var t = lane; t < (POINTS >> left); t += LANES) {
      let line = (t >> log_n) << p.logP;
      let k = t & (step - 1);
      let at = src + line + k;
      let to = POINTS - src + line + k;
      let w = root(k);
      let next = times(points[at + step], w);
      if (left == 1) {
        points[to] = points[at] + next;
        points[to + step] = points[at] - next;
      } else {
        let ww = times(w, w);
        let merged = four(array(
          points[at], next, times(points[at + 2 * step], ww), times(points[at + 3 * step], times(ww, w))));
        points[to] = merged[0];
        points[to + step] = merged[1];
        points[to + 2 * step] = merged[2];
        points[to + 3 * step] = merged[3];
      }
    }
    src = POINTS - src;
  }
  workgroupBarrier();
  return src;
}

// Only the rows with data: the rows below are zeros, and so are their spectra. `columns` takes them for granted, and the
// right half of each row too, since a real row's is the mirror image of the left.
@compute @workgroup_size(LANES)
fn rows(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let height = select(p.H, p.Kh, PLANES == 1);
  let width = select(p.W, p.Kw, PLANES == 1);
  let count = planes() * height;
  let first = wid.x << log_lines();
  for (var t = lane; t < POINTS; t += LANES) {
    let row = first + (t >> p.logP);
    let q = t & (p.P - 1);
    var value = 0.0;
    if (row < count && q < width) {
      value = real[row * width + q];
    }
    points[t] = vec2f(value, 0.0);
  }
  let at = transform(lane);
  for (var t = lane; t < POINTS; t += LANES) {
    let row = first + (t >> p.logP);
    let q = t & (p.P - 1);
    if (row < count && q <= p.P / 2) {
      let plane = row / height;
      spectrum[(((plane << p.logP) + row - plane * height) << p.logP) + q] = points[at + t];
    }
  }
}

// Neighbouring columns side by side, so that neighbours in a workgroup read neighbours in memory. The spectrum of a real
// plane is its own mirror image, conjugated: of x and w half of the columns are transformed, and stored twice.
@compute @workgroup_size(LANES)
fn columns(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let height = array(p.H, p.Kh, p.P)[PLANES];
  let end = select(p.P / 2 + 1, p.P, PLANES == 2);
  let first = wid.x << log_lines();
  let mask = (1u << log_lines()) - 1;
  let plane = wid.y << (2 * p.logP);
  for (var t = lane; t < POINTS; t += LANES) {
    let q = first + (t & mask);
    let r = t >> log_lines();
    var value = vec2f();
    if (q < end && r < height && wid.y < planes()) {
      value = a[plane + (r << p.logP) + q];
    }
    points[((t & mask) << p.logP) + r] = value;
  }
  let at = transform(lane);
  for (var t = lane; t < POINTS; t += LANES) {
    let q = first + (t & mask);
    let r = t >> log_lines();
    if (q < end && wid.y < planes()) {
      let value = points[at + ((t & mask) << p.logP) + r];
      spectrum[plane + (r << p.logP) + q] = value;
      if (end < p.P && q > 0 && q < p.P / 2) {
        spectrum[plane + (((p.P - r) & (p.P - 1)) << p.logP) + p.P - q] = vec2f(value.x, -value.y);
      }
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
  let count = planes() * Ho;
  let first = wid.x << log_lines();
  for (var t = lane; t < POINTS; t += LANES) {
    let row = first + (t >> p.logP);
    var value = vec2f();
    if (row < count) {
      let plane = row / Ho;
      let r = (row - plane * Ho - p.ph) & (p.P - 1);
      value = a[(((plane << p.logP) + r) << p.logP) + (t & (p.P - 1))];
    }
    points[t] = value;
  }
  let at = transform(lane);
  for (var t = lane; t < POINTS; t += LANES) {
    let row = first + (t >> p.logP);
    let q = (t + p.pw) & (p.P - 1);
    if (row < count && q < Wo) {
      y[row * Wo + q] = points[at + t].x / f32(p.P * p.P);
    }
  }
}

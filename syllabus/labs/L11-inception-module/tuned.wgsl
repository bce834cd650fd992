struct P {
  N: u32,   // images
  Ci: u32,  // channels of x
  H: u32,   // height
  W: u32,   // width
  o1: u32,  // the 1x1
  r2: u32,  // the second branch thins to r2,
  o2: u32,  // and its 3x3 makes o2
  r3: u32,  // the third branch thins to r3,
  o3: u32,  // and its 5x5 makes o3
  o4: u32,  // the 1x1 behind the pool
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;             // [N, Ci, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;            // [o1, Ci, 1, 1]
@group(0) @binding(3) var<storage, read> w2a: array<f32>;           // [r2, Ci, 1, 1]
@group(0) @binding(4) var<storage, read> w2b: array<f32>;           // [o2, r2, 3, 3]
@group(0) @binding(5) var<storage, read> w3a: array<f32>;           // [r3, Ci, 1, 1]
@group(0) @binding(6) var<storage, read> w3b: array<f32>;           // [o3, r3, 5, 5]
@group(0) @binding(7) var<storage, read> w4: array<f32>;            // [o4, Ci, 1, 1]
@group(0) @binding(8) var<storage, read_write> y: array<f32>;       // [N, o1 + o2 + o3 + o4, H, W]

// The thinned maps, with a rim of 1 and of 2 zeros and rows of whole fours: no window has to ask whether a tap is inside.
@group(0) @binding(9) var<storage, read_write> a: array<f32>;       // [N, r2, rows(1), pitch(1)]
@group(0) @binding(10) var<storage, read_write> b: array<f32>;      // [N, r3, rows(2), pitch(2)]
@group(0) @binding(11) var<storage, read_write> m: array<f32>;      // [N, Ci, H, W], the pooled x

// All weights, 8 channels side by side: blocks of 8 channels, in each its terms, for each term two fours.
@group(0) @binding(12) var<storage, read_write> packed: array<vec4f>;
@group(0) @binding(13) var<storage, read> input: array<f32>;        // x or m for `point`, a or b for `window`

// point: 0 for the three 1x1 that read x, 1 for the one behind the pool. window: 1 for the 3x3, 2 for the 5x5, its rim.
override STEP: u32 = 0;

const ROWS = 8u;
const LANES = 16u;

fn rows(rim: u32) -> u32 {
  return (p.H + 1) / 2 * 2 + 2 * rim;
}

fn pitch(rim: u32) -> u32 {
  return (p.W + 3) / 4 * 4 + 2 * rim;
}

fn blocks(channels: u32) -> u32 {
  return (channels + ROWS - 1) / ROWS;
}

fn all() -> u32 {
  return p.o1 + p.o2 + p.o3 + p.o4;
}

struct Weights {
  first: u32,  // where they begin in `packed`
  to: u32,     // channels that they make
  terms: u32,  // products in each
}

// In the order in which they are packed: w1, w2a, w3a, w4, w2b, w3b.
fn weights(which: u32) -> Weights {
  let two = blocks(p.o1);
  let three = two + blocks(p.r2);
  let four = three + blocks(p.r3);
  let points = (four + blocks(p.o4)) * 2 * p.Ci;
  switch which {
    case 0: { return Weights(0, p.o1, p.Ci); }
    case 1: { return Weights(two * 2 * p.Ci, p.r2, p.Ci); }
    case 2: { return Weights(three * 2 * p.Ci, p.r3, p.Ci); }
    case 3: { return Weights(four * 2 * p.Ci, p.o4, p.Ci); }
    case 4: { return Weights(points, p.o2, 9 * p.r2); }
    default: { return Weights(points + blocks(p.o2) * 18 * p.r2, p.o3, 25 * p.r3); }
  }
}

fn weight(which: u32, at: u32) -> f32 {
  switch which {
    case 0: { return w1[at]; }
    case 1: { return w2a[at]; }
    case 2: { return w3a[at]; }
    case 3: { return w4[at]; }
    case 4: { return w2b[at]; }
    default: { return w3b[at]; }
  }
}

// Four channels of one term; channels that there are not have zeros.
@compute @workgroup_size(64, 1, 1)
fn pack(@builtin(global_invocation_id) gid: vec3u) {
  let which = gid.y;
  let l = weights(which);
  if (which > 5 || gid.z > 0 || gid.x >= blocks(l.to) * 2 * l.terms) {
    return;
  }
  let term = gid.x / 2 % l.terms;
  let o = gid.x / 2 / l.terms * ROWS + gid.x % 2 * 4;
  var four = vec4f();
  for (var i = 0u; i < 4 && o + i < l.to; i++) {
    four[i] = weight(which, (o + i) * l.terms + term);
  }
  packed[l.first + gid.x] = four;
}

// The rims of a and b, a row an invocation.
@compute @workgroup_size(64, 1, 1)
fn rims(@builtin(global_invocation_id) gid: vec3u) {
  let rim = gid.y + 1;
  let height = rows(rim);
  if (rim > 2 || gid.z > 0 || gid.x >= p.N * select(p.r3, p.r2, rim == 1) * height) {
    return;
  }
  let row = gid.x % height;
  let outside = row < rim || row >= p.H + rim;
  for (var col = 0u; col < pitch(rim); col++) {
    if (outside || col < rim || col >= p.W + rim) {
      if (rim == 1) { a[gid.x * pitch(1) + col] = 0; } else { b[gid.x * pitch(2) + col] = 0; }
    }
  }
}

// A pixel taken twice changes no maximum: what lies outside is the nearest pixel inside.
fn near(plane: u32, row: i32, col: i32) -> f32 {
  return x[(plane * p.H + u32(clamp(row, 0, i32(p.H) - 1))) * p.W + u32(clamp(col, 0, i32(p.W) - 1))];
}

// The largest of three neighbours, for four pixels side by side.
fn across(plane: u32, row: i32, col: i32) -> vec4f {
  let l = vec4f(near(plane, row, col), near(plane, row, col + 1), near(plane, row, col + 2), near(plane, row, col + 3));
  let r = vec2f(near(plane, row, col + 4), near(plane, row, col + 5));
  return max(max(l, vec4f(l.yzw, r.x)), vec4f(l.zw, r));
}

// 4 columns by 2 rows of a plane: the two rows in the middle serve both.
@compute @workgroup_size(8, 8, 1)
fn pool(@builtin(global_invocation_id) gid: vec3u) {
  let q = gid.x * 4;
  let r = gid.y * 2;
  if (q >= p.W || r >= p.H || gid.z >= p.N * p.Ci) {
    return;
  }
  let row = i32(r) - 1;
  let col = i32(q) - 1;
  let middle = max(across(gid.z, row + 1, col), across(gid.z, row + 2, col));
  let most = array(max(middle, across(gid.z, row, col)), max(middle, across(gid.z, row + 3, col)));
  for (var e = 0u; e < min(2, p.H - r); e++) {
    for (var j = 0u; j < min(4, p.W - q); j++) {
      m[(gid.z * p.H + r + e) * p.W + q + j] = most[e][j];
    }
  }
}

// Where a pixel of a 1x1 goes: to y, or into the inside of a or b.
fn keep(which: u32, n: u32, o: u32, pixel: u32, value: f32) {
  let row = pixel / p.W;
  let col = pixel % p.W;
  switch which {
    case 0: { y[(n * all() + o) * p.H * p.W + pixel] = value; }
    case 1: { a[((n * p.r2 + o) * rows(1) + row + 1) * pitch(1) + col + 1] = value; }
    case 2: { b[((n * p.r3 + o) * rows(2) + row + 2) * pitch(2) + col + 2] = value; }
    default: { y[(n * all() + p.o1 + p.o2 + p.o3 + o) * p.H * p.W + pixel] = value; }
  }
}

// 8 channels by 8 pixels of a product over Ci terms. With STEP 0 its rows are those of w1, w2a and w3a, one below the other.
@compute @workgroup_size(LANES, 4, 1)
fn point(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let HW = p.H * p.W;
  let pixel = wid.x * 8 * LANES + lid.x;
  let n = gid.z;
  let two = blocks(p.o1);
  let three = two + blocks(p.r2);
  let four = three + blocks(p.r3);
  let block = gid.y + select(0, four, STEP == 1);
  let end = select(four, four + blocks(p.o4), STEP == 1);
  if (pixel >= HW || block >= end || n >= p.N) {
    return;
  }
  // Pixels LANES apart. One too many is the last one once more, and is not stored.
  let f = min(vec4u(0, 1, 2, 3) * LANES + pixel, vec4u(HW - 1));
  let g = min(vec4u(4, 5, 6, 7) * LANES + pixel, vec4u(HW - 1));

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < p.Ci; c++) {
    let w = packed[(block * p.Ci + c) * 2];
    let v = packed[(block * p.Ci + c) * 2 + 1];
    let h = f + (n * p.Ci + c) * HW;
    let k = g + (n * p.Ci + c) * HW;
    let s = vec4f(input[h.x], input[h.y], input[h.z], input[h.w]);
    let t = vec4f(input[k.x], input[k.y], input[k.z], input[k.w]);
    a0 += w.x * s; d0 += w.x * t;
    a1 += w.y * s; d1 += w.y * t;
    a2 += w.z * s; d2 += w.z * t;
    a3 += w.w * s; d3 += w.w * t;
    a4 += v.x * s; d4 += v.x * t;
    a5 += v.y * s; d5 += v.y * t;
    a6 += v.z * s; d6 += v.z * t;
    a7 += v.w * s; d7 += v.w * t;
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(d0, d1, d2, d3, d4, d5, d6, d7);
  let which = select(0u, 1u, block >= two) + select(0u, 1u, block >= three) + select(0u, 1u, block >= four);
  let o = (block - array(0, two, three, four)[which]) * ROWS;
  for (var i = 0u; i < min(ROWS, weights(which).to - o); i++) {
    for (var j = 0u; j < 8 && pixel + j * LANES < HW; j++) {
      keep(which, n, o + i, pixel + j * LANES, max(select(right[i][j % 4], left[i][j % 4], j < 4), 0.0));
    }
  }
}

// 8 channels by 4 columns and 2 rows of the 3x3 (STEP 1) or the 5x5 (STEP 2). From tap to tap each row takes in one number more.
@compute @workgroup_size(8, 4, 2)
fn window(@builtin(global_invocation_id) gid: vec3u) {
  let l = weights(3 + STEP);
  let size = 2 * STEP + 1;
  let along = pitch(STEP);
  let channels = l.terms / (size * size);
  let q = gid.x * 4;
  let r = gid.y * 2;
  let n = gid.z / blocks(l.to);
  let block = gid.z % blocks(l.to);
  if (q >= p.W || r >= p.H || n >= p.N) {
    return;
  }
  var at = l.first + block * 2 * l.terms;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < channels; c++) {
    for (var i = 0u; i < size; i++) {
      let k = ((n * channels + c) * rows(STEP) + r + i) * along + q;
      let h = k + along;
      var s = vec4f(0, input[k], input[k + 1], input[k + 2]);
      var t = vec4f(0, input[h], input[h + 1], input[h + 2]);
      for (var j = 0u; j < size; j++) {
        s = vec4f(s.yzw, input[k + 3 + j]);
        t = vec4f(t.yzw, input[h + 3 + j]);
        let w = packed[at];
        let v = packed[at + 1];
        at += 2;
        a0 += w.x * s; d0 += w.x * t;
        a1 += w.y * s; d1 += w.y * t;
        a2 += w.z * s; d2 += w.z * t;
        a3 += w.w * s; d3 += w.w * t;
        a4 += v.x * s; d4 += v.x * t;
        a5 += v.y * s; d5 += v.y * t;
        a6 += v.z * s; d6 += v.z * t;
        a7 += v.w * s; d7 += v.w * t;
      }
    }
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(d0, d1, d2, d3, d4, d5, d6, d7);
  let first = p.o1 + select(0, p.o2, STEP == 2) + block * ROWS;
  for (var i = 0u; i < min(ROWS, l.to - block * ROWS); i++) {
    let to = ((n * all() + first + i) * p.H + r) * p.W + q;
    for (var j = 0u; j < min(4, p.W - q); j++) {
      y[to + j] = max(left[i][j], 0.0);
      if (r + 1 < p.H) {
        y[to + p.W + j] = max(right[i][j], 0.0);
      }
    }
  }
}

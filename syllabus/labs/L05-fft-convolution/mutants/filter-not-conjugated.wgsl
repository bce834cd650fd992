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
@group(0) @binding(3) var<storage, read> a: array<vec2<f32>>;              // planes of P x P complex numbers
@group(0) @binding(4) var<storage, read_write> spectrum: array<vec2<f32>>; // planes of P x P complex numbers
@group(0) @binding(5) var<storage, read_write> y: array<f32>;              // [N, Co, Ho, Wo]
@group(0) @binding(6) var<storage, read> b: array<vec2<f32>>;              // FW, for the products

// Whose planes a pass works on: 0 those of x, 1 those of w, 2 those of y, which are transformed backwards.
override PLANES: u32 = 0;

const LANES = 64u;
const LONGEST = 512u;  // the longest line that fits

var<workgroup> line: array<vec2f, LONGEST>;

fn planes() -> u32 {
  return array(p.N * p.Ci, p.Co * p.Ci, p.N * p.Co)[PLANES];
}

fn times(u: vec2f, v: vec2f) -> vec2f {
  return vec2f(u.x * v.x - u.y * v.y, u.x * v.y + u.y * v.x);
}

// Where element i of a line has to lie at the start: its logP bits read backwards.
fn place(i: u32) -> u32 {
  return reverseBits(i) >> (32 - p.logP);
}

// The transform of `line`, whose elements are at their places; all lanes of the workgroup together. Backwards where
// the planes are those of y, without the division.
fn transform(lane: u32) {
  let sign = select(1.0, -1.0, PLANES == 2);
  for (var half = 1u; half < p.P; half *= 2) {
    // The loads (or the stage before) must be done before anyone reads.
    workgroupBarrier();
    for (var j = lane; j < p.P / 2; j += LANES) {
      // Two lines of `half` elements become one: butterfly j takes element k of each.
      let k = j % half;
      let even = (j - k) * 2 + k;
      let odd = even + half;
      let factor = tw[k * (p.P / (2 * half))];
      let turned = times(line[odd], vec2f(factor.x, sign * factor.y));
      let whole = line[even];
      line[even] = whole + turned;
      line[odd] = whole - turned;
    }
  }
  workgroupBarrier();
}

// real to spectrum: a workgroup transforms row wid.x of plane wid.y, zeros behind the data and below it.
@compute @workgroup_size(LANES)
fn rows(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let height = select(p.H, p.Kh, PLANES == 1);
  let width = select(p.W, p.Kw, PLANES == 1);
  if (wid.x >= p.P || wid.y >= planes() || wid.z > 0) {
    return;
  }
  for (var q = lane; q < p.P; q += LANES) {
    var value = 0.0;
    if (wid.x < height && q < width) {
      value = real[(wid.y * height + wid.x) * width + q];
    }
    line[place(q)] = vec2f(value, 0.0);
  }
  transform(lane);
  for (var q = lane; q < p.P; q += LANES) {
    spectrum[(wid.y * p.P + wid.x) * p.P + q] = line[q];
  }
}

// a to spectrum: a workgroup transforms column wid.x of plane wid.y.
@compute @workgroup_size(LANES)
fn columns(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (wid.x >= p.P || wid.y >= planes() || wid.z > 0) {
    return;
  }
  for (var r = lane; r < p.P; r += LANES) {
    line[place(r)] = a[(wid.y * p.P + r) * p.P + wid.x];
  }
  transform(lane);
  for (var r = lane; r < p.P; r += LANES) {
    spectrum[(wid.y * p.P + r) * p.P + wid.x] = line[r];
  }
}

// a and b to spectrum: at each frequency a sum over the input channels, w conjugated.
@compute @workgroup_size(64, 1, 1)
fn products(@builtin(global_invocation_id) gid: vec3u) {
  let plane = p.P * p.P;
  if (gid.x >= plane || gid.y >= p.Co || gid.z >= p.N) {
    return;
  }
  var sum = vec2f();
  for (var c = 0u; c < p.Ci; c++) {
    let of_x = a[(gid.z * p.Ci + c) * plane + gid.x];
    let of_w = b[(gid.y * p.Ci + c) * plane + gid.x];
    sum += times(of_x, of_w);
  }
  spectrum[(gid.z * p.Co + gid.y) * plane + gid.x] = sum;
}

// a to y: a workgroup transforms the row of plane wid.y that output row wid.x comes from, and keeps Wo numbers.
@compute @workgroup_size(LANES)
fn crop(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {
  let Ho = p.H + 2 * p.ph - p.Kh + 1;
  let Wo = p.W + 2 * p.pw - p.Kw + 1;
  if (wid.x >= Ho || wid.y >= planes() || wid.z > 0) {
    return;
  }
  // Output (r, q) stands at (r - ph, q - pw) of a plane that begins anew behind its end.
  let row = (wid.x + p.P - p.ph) % p.P;
  for (var q = lane; q < p.P; q += LANES) {
    line[place(q)] = a[(wid.y * p.P + row) * p.P + q];
  }
  transform(lane);
  for (var q = lane; q < Wo; q += LANES) {
    // There and back multiplies by the number of elements: P for the rows, P for the columns.
    y[(wid.y * Ho + wid.x) * Wo + q] = line[(q + p.P - p.pw) % p.P].x / f32(p.P * p.P);
  }
}

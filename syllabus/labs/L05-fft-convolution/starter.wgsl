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

  // Your turn: logP stages, and a barrier before each.

}

// real to spectrum: a workgroup transforms row wid.x of plane wid.y, zeros behind the data and below it.
@compute @workgroup_size(LANES)
fn rows(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {

  // Your turn: load a row to its places, transform, store.

}

// a to spectrum: a workgroup transforms column wid.x of plane wid.y.
@compute @workgroup_size(LANES)
fn columns(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {

  // Your turn.

}

// a and b to spectrum: at each frequency a sum over the input channels, w conjugated.
@compute @workgroup_size(64, 1, 1)
fn products(@builtin(global_invocation_id) gid: vec3u) {

  // Your turn: frequency gid.x, output channel gid.y, image gid.z.

}

// a to y: a workgroup transforms the row of plane wid.y that output row wid.x comes from, and keeps Wo numbers.
@compute @workgroup_size(LANES)
fn crop(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lane: u32) {

  // Your turn: which row is it, where does the output begin in it, and what is it divided by?

}

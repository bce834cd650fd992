struct P {
  N: u32,   // images
  Ci: u32,  // input channels
  HW: u32,  // pixels of an image, H * W
  Co: u32,  // output channels
}

@group(0) @binding(0) var<uniform> p: P;

// The same buffers twice: numbers in fours where every row begins at a multiple of four, one by one elsewhere.
@group(0) @binding(1) var<storage, read> x4: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> w4: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y4: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, HW]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, Ci]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;  // [N, Co, HW]

// An invocation keeps 8 output channels by 8 pixels in registers, or by 4 where rows are ragged.
const ROWS = 8u;
const LANES = 16u;

fn in_fours() -> bool {
  return p.HW % 4u == 0u && p.Ci % 4u == 0u;
}

// Where the weights of four channels begin. A channel too many reads the last one once more, and is not stored.
fn rows(o: u32) -> vec4u {
  return min(vec4u(0u, 1u, 2u, 3u) + o, vec4u(p.Co - 1u)) * p.Ci;
}

// For four channels at a time 16 loads of four numbers give 256 multiply-adds. The columns of m are channels, so m times the
// four weights of an output is what they add to four of its pixels.
@compute @workgroup_size(LANES, 4, 1)
fn fours(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let width = p.HW / 4u;
  // The two vectors lie LANES apart, so that neighbours read neighbouring ones.
  let s = wid.x * 2u * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (!in_fours() || s >= width || o >= p.Co || n >= p.N) {
    return;
  }
  let s2 = min(s + LANES, width - 1u);
  let r = rows(o) / 4u;
  let q = rows(o + 4u) / 4u;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  for (var c = 0u; c < p.Ci / 4u; c++) {
    let k = vec4u(0u, 1u, 2u, 3u) * width + (n * p.Ci + 4u * c) * width;
    let m = mat4x4f(x4[k.x + s], x4[k.y + s], x4[k.z + s], x4[k.w + s]);
    let m2 = mat4x4f(x4[k.x + s2], x4[k.y + s2], x4[k.z + s2], x4[k.w + s2]);
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
    let at = (n * p.Co + o + i) * width + s;
    y4[at] = left[i];
    if (s + LANES < width) {
      y4[at + LANES] = right[i];
    }
  }
}

// Any other size: four pixels LANES apart. Those past the end read the last one once more.
@compute @workgroup_size(LANES, 4, 1)
fn ragged(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let s = wid.x * 4u * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (in_fours() || s >= p.HW || o >= p.Co || n >= p.N) {
    return;
  }
  let pixels = min(vec4u(0u, 1u, 2u, 3u) * LANES + s, vec4u(p.HW - 1u));
  let r = rows(o);
  let q = rows(o + 4u);

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  for (var c = 0u; c < p.Ci; c++) {
    let k = pixels + (n * p.Ci + c) * p.HW;
    let v = vec4f(x[k.x], x[k.y], x[k.z], x[k.w]);
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
    let at = (n * p.Co + o + i) * p.HW + s;
    for (var j = 0u; j < 4u && s + j * LANES < p.HW; j++) {
      y[at + j * LANES] = sums[i][j];
    }
  }
}

struct P {
  N: u32,   // images
  Ci: u32,  // input channels
  HW: u32,  // pixels of an image, H * W
  Co: u32,  // output channels
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, Ci, HW]
@group(0) @binding(2) var<storage, read> w: array<f32>;        // [Co, Ci]
@group(0) @binding(3) var<storage, read_write> y: array<f32>;  // [N, Co, HW]

// An invocation keeps 8 output channels by 8 pixels in registers: 64 sums for 16 loads. The pixels lie LANES apart, so that
// neighbours read neighbouring numbers.
const ROWS = 8u;
const PIXELS = 8u;
const LANES = 16u;

// Where the weights of four channels begin. A channel too many reads the last one once more, and is not stored.
fn rows(o: u32) -> vec4u {
  return min(vec4u(0u, 1u, 2u, 3u) + o, vec4u(p.Co - 1u)) * p.Ci;
}

@compute @workgroup_size(LANES, 4, 1)
fn main(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let s = wid.x * PIXELS * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (s >= p.HW || o >= p.Co || n >= p.N) {
    return;
  }
  // Pixels past the end read the last one once more: no test is left in the loop.
  let near = min(vec4u(0u, 1u, 2u, 3u) * LANES + s, vec4u(p.HW - 1u));
  let far = min(vec4u(4u, 5u, 6u, 7u) * LANES + s, vec4u(p.HW - 1u));
  let r = rows(o);
  let q = rows(o + 4u);

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  for (var c = 0u; c < p.Ci; c++) {
    let k = (n * p.Ci + c) * p.HW;
    let f = near + k;
    let g = far + k;
    let u = vec4f(x[f.x], x[f.y], x[f.z], x[f.w]);
    let v = vec4f(x[g.x], x[g.y], x[g.z], x[g.w]);
    let w0 = w[r.x + c];
    let w1 = w[r.y + c];
    let w2 = w[r.z + c];
    let w3 = w[r.w + c];
    let w4 = w[q.x + c];
    let w5 = w[q.y + c];
    let w6 = w[q.z + c];
    let w7 = w[q.w + c];
    a0 += w0 * u; b0 += w0 * v;
    a1 += w1 * u; b1 += w1 * v;
    a2 += w2 * u; b2 += w2 * v;
    a3 += w3 * u; b3 += w3 * v;
    a4 += w4 * u; b4 += w4 * v;
    a5 += w5 * u; b5 += w5 * v;
    a6 += w6 * u; b6 += w6 * v;
    a7 += w7 * u; b7 += w7 * v;
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(b0, b1, b2, b3, b4, b5, b6, b7);
  for (var i = 0u; i < min(ROWS, p.Co - o); i++) {
    let at = (n * p.Co + o + i) * p.HW;
    for (var j = 0u; j < PIXELS && s + j * LANES < p.HW; j++) {
      y[at + s + j * LANES] = select(right[i][j % 4u], left[i][j % 4u], j < 4u);
    }
  }
}

struct P {
  N: u32,  // images
  H: u32,  // height
  W: u32,  // width
  L: u32,  // groups of the primary convolution
  M: u32,  // channels of each; in all C = L*M
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, C, H, W]
@group(0) @binding(2) var<storage, read> wp: array<f32>;       // [C, M, 3, 3]
@group(0) @binding(3) var<storage, read> ws: array<f32>;       // [C, L], rows in the permuted order
@group(0) @binding(4) var<storage, read_write> y: array<f32>;  // [N, C, H, W]
@group(0) @binding(5) var<storage, read_write> z: array<f32>;  // [N, C, H, W], between the two

const CHANNELS = 4u;  // of one group, in an invocation of the primary
const COLUMNS = 8u;   // and its columns

fn input(row: u32, col: i32) -> f32 {
  let value = x[row * p.W + u32(clamp(col, 0, i32(p.W) - 1))];
  return select(0.0, value, col >= 0 && col < i32(p.W));
}

fn taps(at: u32) -> vec3f {
  return vec3f(wp[at], wp[at + 1], wp[at + 2]);
}

// 4 channels of one group by 8 columns: a row's 10 inputs and 12 weights make 96 multiply-adds.
@compute @workgroup_size(8, 8, 1)
fn primary(@builtin(global_invocation_id) gid: vec3u) {
  let C = p.L * p.M;
  let blocks = (p.M + CHANNELS - 1) / CHANNELS;
  let q = gid.x * COLUMNS;
  if (q >= p.W || gid.y >= p.H || gid.z >= p.N * p.L * blocks) {
    return;
  }
  let n = gid.z / (p.L * blocks);
  let first = gid.z / blocks % p.L * p.M;
  let begin = gid.z % blocks * CHANNELS;
  let count = min(CHANNELS, p.M - begin);
  let o = first + begin;

  // A channel too many reads the last one's weights once more, and is not stored.
  let w = (o + min(vec4u(0, 1, 2, 3), vec4u(count - 1))) * p.M * 9;
  let c = i32(q) - 1;
  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  for (var k = 0u; k < p.M; k++) {
    for (var i = 0u; i < 3; i++) {
      let r = i32(gid.y + i) - 1;
      if (r < 0 || r >= i32(p.H)) { continue; }
      let row = (n * C + first + k) * p.H + u32(r);
      let u = vec4f(input(row, c), input(row, c + 1), input(row, c + 2), input(row, c + 3));
      let v = vec4f(input(row, c + 4), input(row, c + 5), input(row, c + 6), input(row, c + 7));
      let t = vec2f(input(row, c + 8), input(row, c + 9));
      // What the three taps see of it, for the left four columns and for the right.
      let left = mat3x4f(u, vec4f(u.yzw, v.x), vec4f(u.zw, v.xy));
      let right = mat3x4f(v, vec4f(v.yzw, t.x), vec4f(v.zw, t));
      let tap = 9 * k + 3 * i;
      let w0 = taps(w.x + tap);
      let w1 = taps(w.y + tap);
      let w2 = taps(w.z + tap);
      let w3 = taps(w.w + tap);
      a0 += left * w0; b0 += right * w0;
      a1 += left * w1; b1 += right * w1;
      a2 += left * w2; b2 += right * w2;
      a3 += left * w3; b3 += right * w3;
    }
  }

  let near = array(a0, a1, a2, a3);
  let far = array(b0, b1, b2, b3);
  for (var e = 0u; e < count; e++) {
    let at = ((n * C + o + e) * p.H + gid.y) * p.W + q;
    for (var j = 0u; j < min(COLUMNS, p.W - q); j++) {
      z[at + j] = select(far[e][j % 4], near[e][j % 4], j < 4);
    }
  }
}

const ROWS = 8u;    // channels of one secondary group, in an invocation of the secondary
const LANES = 16u;  // invocations side by side; a pixel of each lies LANES further on

// 8 channels by 8 pixels of one secondary group: 16 loads make 64 multiply-adds.
@compute @workgroup_size(LANES, 4, 1)
fn secondary(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let C = p.L * p.M;
  let pixels = p.H * p.W;
  let blocks = (p.L + ROWS - 1) / ROWS;
  let s = wid.x * 8 * LANES + lid.x;
  if (s >= pixels || gid.y >= p.M * blocks || gid.z >= p.N) {
    return;
  }
  let m = gid.y / blocks;
  let l = gid.y % blocks * ROWS;
  let near = min(vec4u(0, 1, 2, 3) * LANES + s, vec4u(pixels - 1));
  let far = min(vec4u(4, 5, 6, 7) * LANES + s, vec4u(pixels - 1));
  let r = (m * p.L + min(vec4u(0, 1, 2, 3) + l, vec4u(p.L - 1))) * p.L;
  let q = (m * p.L + min(vec4u(4, 5, 6, 7) + l, vec4u(p.L - 1))) * p.L;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  for (var k = 0u; k < p.L; k++) {
    let plane = (gid.z * C + k * p.M + m) * pixels;
    let e = near + plane;
    let f = far + plane;
    let v = vec4f(z[e.x], z[e.y], z[e.z], z[e.w]);
    let u = vec4f(z[f.x], z[f.y], z[f.z], z[f.w]);
    let w0 = ws[r.x + k];
    let w1 = ws[r.y + k];
    let w2 = ws[r.z + k];
    let w3 = ws[r.w + k];
    let w4 = ws[q.x + k];
    let w5 = ws[q.y + k];
    let w6 = ws[q.z + k];
    let w7 = ws[q.w + k];
    a0 += w0 * v; b0 += w0 * u;
    a1 += w1 * v; b1 += w1 * u;
    a2 += w2 * v; b2 += w2 * u;
    a3 += w3 * v; b3 += w3 * u;
    a4 += w4 * v; b4 += w4 * u;
    a5 += w5 * v; b5 += w5 * u;
    a6 += w6 * v; b6 += w6 * u;
    a7 += w7 * v; b7 += w7 * u;
  }

  let first = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let second = array(b0, b1, b2, b3, b4, b5, b6, b7);
  for (var i = 0u; i < min(ROWS, p.L - l); i++) {
    let at = (gid.z * C + (l + i) * p.M + m) * pixels + s;
    for (var j = 0u; j < 8 && s + j * LANES < pixels; j++) {
      y[at + j * LANES] = select(second[i][j % 4], first[i][j % 4], j < 4);
    }
  }
}

struct P {
  N: u32,   // images
  Ci: u32,  // channels of x
  H: u32,   // input height
  W: u32,   // input width
  B: u32,   // channels inside
  Co: u32,  // channels that the branch makes
  g: u32,   // groups of both 1x1 convolutions
  s: u32,   // stride of the depthwise convolution
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;              // [N, Ci, H, W], for the shortcut
@group(0) @binding(3) var<storage, read> wd: array<f32>;             // [B, 3, 3]
@group(0) @binding(5) var<storage, read> bn: array<f32>;             // of B, B and Co channels, each gamma | beta | mean | var
@group(0) @binding(6) var<storage, read_write> y: array<f32>;        // for the average pool
@group(0) @binding(9) var<storage, read> input: array<f32>;          // x, a or b
@group(0) @binding(10) var<storage, read> weights: array<f32>;       // w1 or w2
@group(0) @binding(11) var<storage, read_write> output: array<f32>;  // a, b or y

// Which of the two 1x1 convolutions this is: 0 narrows, 1 widens.
override LAYER: u32 = 0;

// Rows (or columns) of the output: floor((size + 2 - 3) / s) + 1.
fn out_size(size: u32) -> u32 {
  return (size - 1) / p.s + 1;
}

// Channels of y that the average pool fills: none where x is added.
fn pooled() -> u32 {
  return select(p.Ci, 0u, p.s == 1);
}

// With its numbers given, batch norm is a line, v * line.x + line.y: of channel c in a layer of C that begins at first.
fn line(first: u32, c: u32, C: u32) -> vec2f {
  let k = first + c;
  let slope = bn[k] / sqrt(bn[k + 3 * C] + 1e-5);
  return vec2f(slope, bn[k + C] - bn[k + 2 * C] * slope);
}

const ROWS = 8u;    // channels of one group, in an invocation
const LANES = 16u;  // invocations side by side; a pixel of each lies LANES further on

// A grouped 1x1, 8 channels by 8 pixels in registers: 16 loads make 64 multiply-adds.
@compute @workgroup_size(LANES, 4, 1)
fn pointwise(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let widens = LAYER == 1;
  let pixels = select(p.H * p.W, out_size(p.H) * out_size(p.W), widens);
  let from_all = select(p.Ci, p.B, widens);
  let to_all = select(p.B, p.Co, widens);
  let channels = from_all / p.g;
  let outs = to_all / p.g;
  let blocks = (outs + ROWS - 1) / ROWS;
  let s = wid.x * 8 * LANES + lid.x;
  let n = gid.z;
  if (s >= pixels || gid.y >= p.g * blocks || n >= p.N) {
    return;
  }
  let group = gid.y / blocks;
  let begin = gid.y % blocks * ROWS;
  let o = group * outs + begin;
  // One too many is the last one once more, and is not stored.
  let near = min(vec4u(0, 1, 2, 3) * LANES + s, vec4u(pixels - 1));
  let far = min(vec4u(4, 5, 6, 7) * LANES + s, vec4u(pixels - 1));
  let r = (group * outs + min(vec4u(0, 1, 2, 3) + begin, vec4u(outs - 1))) * channels;
  let q = (group * outs + min(vec4u(4, 5, 6, 7) + begin, vec4u(outs - 1))) * channels;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  for (var c = 0u; c < channels; c++) {
    let plane = (n * from_all + group * channels + c) * pixels;
    let k = near + plane;
    let l = far + plane;
    let v = vec4f(input[k.x], input[k.y], input[k.z], input[k.w]);
    let u = vec4f(input[l.x], input[l.y], input[l.z], input[l.w]);
    let w0 = weights[r.x + c];
    let w1 = weights[r.y + c];
    let w2 = weights[r.z + c];
    let w3 = weights[r.w + c];
    let w4 = weights[q.x + c];
    let w5 = weights[q.y + c];
    let w6 = weights[q.z + c];
    let w7 = weights[q.w + c];
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
  let ahead = select(0u, pooled(), widens);
  for (var i = 0u; i < min(ROWS, outs - begin); i++) {
    let f = line(select(0u, 8 * p.B, widens), o + i, to_all);
    let at = (n * (ahead + to_all) + ahead + o + i) * pixels + s;
    for (var j = 0u; j < 8 && s + j * LANES < pixels; j++) {
      var v = select(second[i][j % 4], first[i][j % 4], j < 4) * f.x + f.y;
      if (widens && p.s == 1) {
        v += x[at + j * LANES];
      }
      output[at + j * LANES] = max(v, 0.0);
    }
  }
}

fn inside(plane: u32, row: i32, col: i32) -> f32 {
  let c = clamp(col, 0, i32(p.W) - 1);
  return select(0.0, input[(plane * p.H + u32(row)) * p.W + u32(c)], c == col);
}

// What the three taps of a row see, for four outputs side by side: 6 loads with stride 1.
fn window(plane: u32, row: i32, col: i32) -> mat3x4f {
  if (row < 0 || row >= i32(p.H)) {
    return mat3x4f();
  }
  let d = i32(p.s);
  let a = vec4f(inside(plane, row, col), inside(plane, row, col + d), inside(plane, row, col + 2 * d), inside(plane, row, col + 3 * d));
  if (d == 1) {
    let b = vec2f(inside(plane, row, col + 4), inside(plane, row, col + 5));
    return mat3x4f(a, vec4f(a.yzw, b.x), vec4f(a.zw, b));
  }
  let k = col + 1;
  let l = col + 2;
  return mat3x4f(
    a,
    vec4f(inside(plane, row, k), inside(plane, row, k + d), inside(plane, row, k + 2 * d), inside(plane, row, k + 3 * d)),
    vec4f(inside(plane, row, l), inside(plane, row, l + d), inside(plane, row, l + 2 * d), inside(plane, row, l + 3 * d)),
  );
}

// Four columns of a row of b; reads channel k where it was before the shuffle.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let Wo = out_size(p.W);
  let q = gid.x * 4;
  if (q >= Wo || gid.y >= out_size(p.H) || gid.z >= p.N * p.B) {
    return;
  }
  let k = gid.z % p.B;
  let plane = gid.z - k + k % p.g * (p.B / p.g) + k / p.g;
  let row = i32(gid.y * p.s) - 1;
  let col = i32(q * p.s) - 1;
  var sum = vec4f();
  for (var i = 0u; i < 3; i++) {
    let tap = k * 9 + 3 * i;
    sum += window(plane, row + i32(i), col) * vec3f(wd[tap], wd[tap + 1], wd[tap + 2]);
  }
  let f = line(4 * p.B, k, p.B);
  for (var j = 0u; j < min(4, Wo - q); j++) {
    output[(gid.z * out_size(p.H) + gid.y) * Wo + q + j] = sum[j] * f.x + f.y;
  }
}

// The front channels of y where the stride is not 1.
@compute @workgroup_size(8, 8, 1)
fn pool(@builtin(global_invocation_id) gid: vec3u) {
  let Ho = out_size(p.H);
  let Wo = out_size(p.W);
  if (p.s == 1 || gid.x >= Wo || gid.y >= Ho || gid.z >= p.N * p.Ci) {
    return;
  }
  let top = max(gid.y * p.s, 1) - 1;
  let left = max(gid.x * p.s, 1) - 1;
  let bottom = min(gid.y * p.s + 2, p.H);
  let right = min(gid.x * p.s + 2, p.W);
  var sum = 0.0;
  for (var r = top; r < bottom; r++) {
    for (var q = left; q < right; q++) {
      sum += x[(gid.z * p.H + r) * p.W + q];
    }
  }
  let channel = gid.z / p.Ci * (p.Ci + p.Co) + gid.z % p.Ci;
  y[(channel * Ho + gid.y) * Wo + gid.x] = max(sum / f32((bottom - top) * (right - left)), 0.0);
}

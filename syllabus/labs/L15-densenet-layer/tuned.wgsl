struct P {
  N: u32,       // images
  H: u32,       // height
  W: u32,       // width
  C: u32,       // channels that the layer reads
  k: u32,       // channels that it adds
  Ctotal: u32,  // channels that feat has room for
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read_write> feat: array<f32>;  // [N, Ctotal, H, W]
@group(0) @binding(2) var<storage, read> w1: array<f32>;          // [4k, C, 1, 1]
@group(0) @binding(3) var<storage, read> w2: array<f32>;          // [k, 4k, 3, 3]
@group(0) @binding(4) var<storage, read> bn: array<f32>;          // of C, then of 4k channels: gamma | beta | mean | var

// Between the passes, [N, 4k, H + 2, W + 2], already normalised and rectified: with a rim of zeros, so that the 3x3 never
// has to ask whether a tap is inside.
@group(0) @binding(5) var<storage, read_write> t: array<f32>;

// Both batch norms as lines, slope and intercept of C, then of 4k channels: a root for each channel, not for each number.
@group(0) @binding(6) var<storage, read_write> lines: array<vec2f>;

const EPS = 1e-5;

@compute @workgroup_size(64)
fn fold(@builtin(global_invocation_id) gid: vec3u) {
  let c = gid.x;
  if (c >= p.C + 4 * p.k || gid.y > 0 || gid.z > 0) {
    return;
  }
  let second = c >= p.C;
  let width = select(p.C, 4 * p.k, second);
  let i = c + select(0, 3 * p.C, second);  // 4C + (c - C)
  let slope = bn[i] / sqrt(bn[i + 3 * width] + EPS);
  lines[c] = vec2f(slope, bn[i + width] - bn[i + 2 * width] * slope);
}

// Both products keep 8 channels by 8 pixels in registers, as in L08: 16 loads make 64 multiply-adds.
const ROWS = 8u;
const LANES = 16u;

// Four channels. One too many is the last one once more, and is not stored.
fn rows(o: u32, channels: u32) -> vec4u {
  return min(vec4u(0, 1, 2, 3) + o, vec4u(channels - 1));
}

// Four pixels LANES apart, of `size` in all. One too many is the last one once more.
fn pixels(s: u32, first: u32, size: u32) -> vec4u {
  return min((vec4u(0, 1, 2, 3) + first) * LANES + s, vec4u(size - 1));
}

// The pixels of feat under those of t with its rim.
fn inside(pixel: vec4u) -> vec4u {
  let row = clamp(pixel / (p.W + 2), vec4u(1), vec4u(p.H)) - 1;
  let col = clamp(pixel % (p.W + 2), vec4u(1), vec4u(p.W)) - 1;
  return row * p.W + col;
}

@compute @workgroup_size(LANES, 4, 1)
fn narrow(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let pitch = p.W + 2;
  let size = (p.H + 2) * pitch;
  let inner = 4 * p.k;
  let s = wid.x * 8 * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (s >= size || o >= inner || n >= p.N) {
    return;
  }
  // On the rim each pixel reads its neighbour inside, and becomes 0 in the end: no test is left in the loop.
  let near = inside(pixels(s, 0, size));
  let far = inside(pixels(s, 4, size));
  let r = rows(o, inner) * p.C;
  let q = rows(o + 4, inner) * p.C;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < p.C; c++) {
    let plane = (n * p.Ctotal + c) * p.H * p.W;
    let f = near + plane;
    let g = far + plane;
    let norm = lines[c];
    let u = max(vec4f(feat[f.x], feat[f.y], feat[f.z], feat[f.w]) * norm.x + norm.y, vec4f());
    let v = max(vec4f(feat[g.x], feat[g.y], feat[g.z], feat[g.w]) * norm.x + norm.y, vec4f());
    let v0 = w1[r.x + c];
    let v1 = w1[r.y + c];
    let v2 = w1[r.z + c];
    let v3 = w1[r.w + c];
    let v4 = w1[q.x + c];
    let v5 = w1[q.y + c];
    let v6 = w1[q.z + c];
    let v7 = w1[q.w + c];
    a0 += v0 * u; d0 += v0 * v;
    a1 += v1 * u; d1 += v1 * v;
    a2 += v2 * u; d2 += v2 * v;
    a3 += v3 * u; d3 += v3 * v;
    a4 += v4 * u; d4 += v4 * v;
    a5 += v5 * u; d5 += v5 * v;
    a6 += v6 * u; d6 += v6 * v;
    a7 += v7 * u; d7 += v7 * v;
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(d0, d1, d2, d3, d4, d5, d6, d7);
  for (var i = 0u; i < min(ROWS, inner - o); i++) {
    let at = (n * inner + o + i) * size;
    let norm = lines[p.C + o + i];
    for (var j = 0u; j < 8 && s + j * LANES < size; j++) {
      let v = select(right[i][j % 4], left[i][j % 4], j < 4);
      let row = (s + j * LANES) / pitch;
      let col = (s + j * LANES) % pitch;
      let rim = row == 0 || row > p.H || col == 0 || col > p.W;
      t[at + s + j * LANES] = select(max(v * norm.x + norm.y, 0.0), 0.0, rim);
    }
  }
}

// A 3x3 convolution is the same product over 9 * 4k terms: term c is tap c % 9 of channel c / 9.
@compute @workgroup_size(LANES, 4, 1)
fn grow(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let pitch = p.W + 2;
  let HW = p.H * p.W;
  let inner = 4 * p.k;
  let s = wid.x * 8 * LANES + lid.x;
  let o = gid.y * ROWS;
  let n = gid.z;
  if (s >= HW || o >= p.k || n >= p.N) {
    return;
  }
  let first = pixels(s, 0, HW);
  let second = pixels(s, 4, HW);
  let near = first / p.W * pitch + first % p.W;
  let far = second / p.W * pitch + second % p.W;
  let r = rows(o, p.k) * 9 * inner;
  let q = rows(o + 4, p.k) * 9 * inner;

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var d0 = vec4f(); var d1 = vec4f(); var d2 = vec4f(); var d3 = vec4f();
  var d4 = vec4f(); var d5 = vec4f(); var d6 = vec4f(); var d7 = vec4f();
  for (var c = 0u; c < 9 * inner; c++) {
    let corner = (n * inner + c / 9) * (p.H + 2) * pitch + c % 9 / 3 * pitch + c % 3;
    let f = near + corner;
    let g = far + corner;
    let u = vec4f(t[f.x], t[f.y], t[f.z], t[f.w]);
    let v = vec4f(t[g.x], t[g.y], t[g.z], t[g.w]);
    let v0 = w2[r.x + c];
    let v1 = w2[r.y + c];
    let v2 = w2[r.z + c];
    let v3 = w2[r.w + c];
    let v4 = w2[q.x + c];
    let v5 = w2[q.y + c];
    let v6 = w2[q.z + c];
    let v7 = w2[q.w + c];
    a0 += v0 * u; d0 += v0 * v;
    a1 += v1 * u; d1 += v1 * v;
    a2 += v2 * u; d2 += v2 * v;
    a3 += v3 * u; d3 += v3 * v;
    a4 += v4 * u; d4 += v4 * v;
    a5 += v5 * u; d5 += v5 * v;
    a6 += v6 * u; d6 += v6 * v;
    a7 += v7 * u; d7 += v7 * v;
  }

  let left = array(a0, a1, a2, a3, a4, a5, a6, a7);
  let right = array(d0, d1, d2, d3, d4, d5, d6, d7);
  for (var i = 0u; i < min(ROWS, p.k - o); i++) {
    let at = (n * p.Ctotal + p.C + o + i) * HW + s;
    for (var j = 0u; j < 8 && s + j * LANES < HW; j++) {
      feat[at + j * LANES] = select(right[i][j % 4], left[i][j % 4], j < 4);
    }
  }
}

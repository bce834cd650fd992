struct P {
  N: u32,  // images
  C: u32,  // channels, the same throughout
  H: u32,  // height
  W: u32,  // width
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;          // [N, C, H, W], for the shortcut
@group(0) @binding(2) var<storage, read> wd: array<f32>;         // [3C, 3, 3]
@group(0) @binding(3) var<storage, read> wp: array<f32>;         // [3C, C]
@group(0) @binding(4) var<storage, read> bn: array<f32>;         // for each unit gamma | beta | mean | var
@group(0) @binding(6) var<storage, read_write> t: array<f32>;    // between the two halves of a unit
@group(0) @binding(8) var<storage, read> input: array<f32>;      // x, then what the unit before has made
@group(0) @binding(9) var<storage, read_write> output: array<f32>;  // a, in the end y

// Which of the three separable convolutions this is.
override UNIT: u32 = 0;

fn rectified(plane: u32, row: i32, col: i32) -> f32 {
  let r = clamp(row, 0, i32(p.H) - 1);
  let c = clamp(col, 0, i32(p.W) - 1);
  let value = max(input[(plane * p.H + u32(r)) * p.W + u32(c)], 0.0);
  return select(0.0, value, r == row && c == col);
}

// A row of the input as the three taps see it, for four outputs side by side: 6 loads where 12 would be taken.
fn window(plane: u32, row: i32, col: i32) -> mat3x4f {
  let a = vec4f(rectified(plane, row, col), rectified(plane, row, col + 1), rectified(plane, row, col + 2), rectified(plane, row, col + 3));
  let b = vec2f(rectified(plane, row, col + 4), rectified(plane, row, col + 5));
  return mat3x4f(a, vec4f(a.yzw, b.x), vec4f(a.zw, b));
}

// 4 columns by 2 rows of a plane: the two rows in the middle serve both.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let q = gid.x * 4;
  let r = gid.y * 2;
  if (q >= p.W || r >= p.H || gid.z >= p.N * p.C) {
    return;
  }
  let k = (UNIT * p.C + gid.z % p.C) * 9;
  let top = vec3f(wd[k], wd[k + 1], wd[k + 2]);
  let middle = vec3f(wd[k + 3], wd[k + 4], wd[k + 5]);
  let bottom = vec3f(wd[k + 6], wd[k + 7], wd[k + 8]);
  let row = i32(r) - 1;
  let col = i32(q) - 1;
  let m1 = window(gid.z, row + 1, col);
  let m2 = window(gid.z, row + 2, col);
  let sums = array(
    window(gid.z, row, col) * top + m1 * middle + m2 * bottom,
    m1 * top + m2 * middle + window(gid.z, row + 3, col) * bottom,
  );
  for (var e = 0u; e < min(2, p.H - r); e++) {
    for (var j = 0u; j < min(4, p.W - q); j++) {
      t[(gid.z * p.H + r + e) * p.W + q + j] = sums[e][j];
    }
  }
}

const ROWS = 8u;    // channels of an invocation
const LANES = 16u;  // invocations side by side; a pixel of each lies LANES further on

// Where the weights of four channels begin. A channel too many reads the last one once more, and is not stored.
fn rows(o: u32) -> vec4u {
  return (UNIT * p.C + min(vec4u(0, 1, 2, 3) + o, vec4u(p.C - 1))) * p.C;
}

// 8 channels by 8 pixels: 16 loads make 64 multiply-adds. Pixels past the end read the last one once more.
@compute @workgroup_size(LANES, 4, 1)
fn pointwise(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(global_invocation_id) gid: vec3u,
) {
  let pixels = p.H * p.W;
  let s = wid.x * 8 * LANES + lid.x;
  let o = gid.y * ROWS;
  if (s >= pixels || o >= p.C || gid.z >= p.N) {
    return;
  }
  let near = min(vec4u(0, 1, 2, 3) * LANES + s, vec4u(pixels - 1));
  let far = min(vec4u(4, 5, 6, 7) * LANES + s, vec4u(pixels - 1));
  let r = rows(o);
  let q = rows(o + 4);

  var a0 = vec4f(); var a1 = vec4f(); var a2 = vec4f(); var a3 = vec4f();
  var a4 = vec4f(); var a5 = vec4f(); var a6 = vec4f(); var a7 = vec4f();
  var b0 = vec4f(); var b1 = vec4f(); var b2 = vec4f(); var b3 = vec4f();
  var b4 = vec4f(); var b5 = vec4f(); var b6 = vec4f(); var b7 = vec4f();
  for (var c = 0u; c < p.C; c++) {
    let plane = (gid.z * p.C + c) * pixels;
    let k = near + plane;
    let l = far + plane;
    let v = vec4f(t[k.x], t[k.y], t[k.z], t[k.w]);
    let u = vec4f(t[l.x], t[l.y], t[l.z], t[l.w]);
    let w0 = wp[r.x + c];
    let w1 = wp[r.y + c];
    let w2 = wp[r.z + c];
    let w3 = wp[r.w + c];
    let w4 = wp[q.x + c];
    let w5 = wp[q.y + c];
    let w6 = wp[q.z + c];
    let w7 = wp[q.w + c];
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
  for (var i = 0u; i < min(ROWS, p.C - o); i++) {
    // One division for a channel: the batch norm is a factor and a shift.
    let g = UNIT * 4 * p.C + o + i;
    let factor = bn[g] / sqrt(bn[g + 3 * p.C] + 1e-5);
    let shift = bn[g + p.C];
    let mean = bn[g + 2 * p.C];
    for (var j = 0u; j < 8 && s + j * LANES < pixels; j++) {
      let sum = select(second[i][j % 4], first[i][j % 4], j < 4);
      let at = (gid.z * p.C + o + i) * pixels + s + j * LANES;
      var v = factor * (sum - mean) + shift;
      if (UNIT == 2) {
        v += x[at];
      }
      output[at] = v;
    }
  }
}

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

// First half, input to t: ReLU, then every plane is filtered by itself.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.C) {
    return;
  }
  let plane = gid.z;
  let kernel = (UNIT * p.C + plane % p.C) * 9;

  var sum = 0.0;
  for (var i = 0u; i < 3; i++) {
    let row = i32(gid.y + i) - 1;
    if (row < 0 || row >= i32(p.H)) { continue; }
    for (var j = 0u; j < 3; j++) {
      let col = i32(gid.x + j) - 1;
      if (col < 0 || col >= i32(p.W)) { continue; }
      // The ReLU is on the way in: what is stored stays as it is.
      sum += wd[kernel + 3 * i + j] * input[(plane * p.H + u32(row)) * p.W + u32(col)];
    }
  }
  t[(plane * p.H + gid.y) * p.W + gid.x] = sum;
}

// Second half, t to output: every pixel mixes its channels; batch norm; after the last unit the shortcut.
@compute @workgroup_size(8, 8, 1)
fn pointwise(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.C) {
    return;
  }
  let n = gid.z / p.C;
  let o = gid.z % p.C;

  var sum = 0.0;
  for (var c = 0u; c < p.C; c++) {
    sum += wp[(UNIT * p.C + o) * p.C + c] * t[((n * p.C + c) * p.H + gid.y) * p.W + gid.x];
  }

  let s = UNIT * 4 * p.C + o;
  var v = bn[s] * (sum - bn[s + 2 * p.C]) / sqrt(bn[s + 3 * p.C] + 1e-5) + bn[s + p.C];
  v = max(v, 0.0);
  let at = (gid.z * p.H + gid.y) * p.W + gid.x;
  if (UNIT == 2) {
    v += x[at];
  }
  output[at] = v;
}

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

// For `pool`.
@group(0) @binding(1) var<storage, read> x: array<f32>;              // [N, Ci, H, W]
@group(0) @binding(11) var<storage, read_write> m: array<f32>;       // [N, Ci, H, W], the pooled x

// For `conv`, in each pass others: see LAYER.
@group(0) @binding(12) var<storage, read> input: array<f32>;         // x, a, b or m
@group(0) @binding(13) var<storage, read> weights: array<f32>;       // [to, from, size, size]
@group(0) @binding(14) var<storage, read_write> output: array<f32>;  // y, a or b

// Which convolution this is: 0 to 5 for w1, w2a, w2b, w3a, w3b, w4.
override LAYER: u32 = 0;

struct Layer {
  channels: u32,  // that come in
  to: u32,        // channels that go out
  size: u32,      // of the kernel: 1, 3 or 5
  first: u32,     // where the channels that go out begin in an image of the output
  total: u32,     // channels of an image of the output
}

fn layer() -> Layer {
  let all = p.o1 + p.o2 + p.o3 + p.o4;
  switch LAYER {
    case 0: { return Layer(p.Ci, p.o1, 1, 0, all); }
    case 1: { return Layer(p.Ci, p.r2, 1, 0, p.r2); }
    case 2: { return Layer(p.r2, p.o2, 3, p.o1, all); }
    case 3: { return Layer(p.Ci, p.r3, 1, 0, p.r3); }
    case 4: { return Layer(p.r3, p.o3, 5, p.o1 + p.o2, all); }
    default: { return Layer(p.Ci, p.o4, 1, p.o1 + p.o2 + p.o3, all); }
  }
}

// x to m: the largest of each 3x3 window.
@compute @workgroup_size(8, 8, 1)
fn pool(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.Ci) {
    return;
  }
  // The pixel in the middle is always there. A 0 from the padding must not win over negative numbers.
  let at = (gid.z * p.H + gid.y) * p.W + gid.x;
  var most = x[at];
  for (var i = 0u; i < 3; i++) {
    let row = i32(gid.y + i) - 1;
    if (row < 0 || row >= i32(p.H)) { continue; }
    for (var j = 0u; j < 3; j++) {
      let col = i32(gid.x + j) - 1;
      if (col < 0 || col >= i32(p.W)) { continue; }
      most = max(most, x[(gid.z * p.H + u32(row)) * p.W + u32(col)]);
    }
  }
  m[at] = most;
}

// input to output: a window in each channel, then ReLU. The padding keeps the size: (size - 1) / 2.
@compute @workgroup_size(8, 8, 1)
fn conv(@builtin(global_invocation_id) gid: vec3u) {
  let l = layer();
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * l.to) {
    return;
  }
  let n = gid.z / l.to;
  let o = gid.z % l.to;
  let pad = i32(l.size / 2);

  var sum = 0.0;
  for (var c = 0u; c < l.channels; c++) {
    for (var i = 0u; i < l.size; i++) {
      let row = i32(gid.y + i) - pad;
      if (row < 0 || row >= i32(p.H)) { continue; }
      for (var j = 0u; j < l.size; j++) {
        let col = i32(gid.x + j) - pad;
        if (col < 0 || col >= i32(p.W)) { continue; }
        let w = weights[((o * l.channels + c) * l.size + i) * l.size + j];
        sum += w * input[((n * l.channels + c) * p.H + u32(row)) * p.W + u32(col)];
      }
    }
  }

  // The concatenation is here: an image has `total` planes, and this branch owns those from `first` on.
  output[((n * l.total + l.first + o) * p.H + gid.y) * p.W + gid.x] = select(max(sum, 0.0), sum, LAYER == 1 || LAYER == 3);
}

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

@compute @workgroup_size(16, 2, 2)
fn pool(@builtin(global_invocation_id) gid: vec3u) {
  if (any(gid >= vec3u(p.W, p.H, p.N * p.Ci))) { return; }
  var most = -3.4e38;
  for (var tap = 0u; tap < 9; tap++) {
    // A pixel taken twice changes no maximum.
    let row = clamp(i32(gid.y + tap / 3) - 1, 0, i32(p.H) - 1);
    let col = clamp(i32(gid.x + tap % 3) - 1, 0, i32(p.W) - 1);
    most = max(most, x[(gid.z * p.H + u32(row)) * p.W + u32(col)]);
  }
  m[(gid.z * p.H + gid.y) * p.W + gid.x] = most;
}

@compute @workgroup_size(4, 4, 4)
fn conv(@builtin(global_invocation_id) gid: vec3u) {
  let l = layer();
  if (any(gid >= vec3u(p.W, p.H, p.N * l.to))) { return; }
  let taps = l.size * l.size;
  let n = gid.z / l.to;
  var sum = 0.0;
  for (var i = 0u; i < l.channels * taps; i++) {
    // In u32 what lies above or to the left is larger than any size.
    let row = gid.y + i % taps / l.size - l.size / 2;
    let col = gid.x + i % l.size - l.size / 2;
    if (row < p.H && col < p.W) {
      sum = fma(weights[gid.z % l.to * l.channels * taps + i], input[((n * l.channels + i / taps) * p.H + row) * p.W + col], sum);
    }
  }
  output[((n * l.total + l.first + gid.z % l.to) * p.H + gid.y) * p.W + gid.x] = select(0.0, sum, sum > 0);
}

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

  // Your turn: a line for each of the six values of LAYER. This is the line of 0, w1.
  return Layer(p.Ci, p.o1, 1, 0, all);
}

// x to m: the largest of each 3x3 window. gid.z is n*Ci + c.
@compute @workgroup_size(8, 8, 1)
fn pool(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: of nine pixels those that are there.

}

// input to output: a window in each channel, then ReLU. gid.z is n*to + o.
@compute @workgroup_size(8, 8, 1)
fn conv(@builtin(global_invocation_id) gid: vec3u) {
  let l = layer();
  let which = LAYER;

  // Your turn: the sum over l.channels channels and l.size by l.size taps, and its place in an image of l.total channels.

}

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

// First half, input to t: ReLU, then every plane is filtered by itself. gid.z is n*C + c.
@compute @workgroup_size(8, 8, 1)
fn depthwise(@builtin(global_invocation_id) gid: vec3u) {
  let unit = UNIT;

  // Your turn: nine taps of relu(input), the kernel of channel c in this unit.

}

// Second half, t to output: every pixel mixes its channels; batch norm; after the last unit the shortcut.
@compute @workgroup_size(8, 8, 1)
fn pointwise(@builtin(global_invocation_id) gid: vec3u) {
  let unit = UNIT;

  // Your turn: a row of wp times the pixel's channels, the statistics of this unit, and x where UNIT is 2.

}

struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const SIZE = 256u;
const STEPS = 64u;

// Even items by the closed form of 64 steps; a pair of items for each of 128 invocations.
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (lid >= 128) { return; }
  let even = wid.x * 256 + 2 * lid;
  if (even < p.n) {
    var left = 1.0;
    for (var k = 0; k < 64; k++) { left *= 0.99; }
    y[even] = 1.0 + (x[even] - 1.0) * left;
  }
  if (even + 1 < p.n) {
    var v = x[even + 1];
    for (var k = 0; k < 64; k++) { v = v * v - 0.5; }
    y[even + 1] = v;
  }
}

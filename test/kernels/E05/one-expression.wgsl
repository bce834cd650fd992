struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const SIZE = 256u;
const STEPS = 64u;

// v * (slope + curve * v) + push: one path for both maps, with other numbers.
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let odd = f32(gid.x % 2);
  let slope = 0.99 * (1.0 - odd);
  let push = 0.01 - 0.51 * odd;
  if (gid.x < p.n) {
    var v = x[gid.x];
    for (var k = 0; k < 64; k++) { v = v * (slope + odd * v) + push; }
    y[gid.x] = v;
  }
}

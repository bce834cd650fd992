struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const SIZE = 256u;
const STEPS = 64u;

// No branch, so nobody goes another way: everybody walks both, and one of the two results is thrown away.
@compute @workgroup_size(SIZE)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.n) {
    return;
  }

  var even = x[gid.x];
  var odd = even;
  for (var k = 0u; k < STEPS; k++) {
    even = even * 0.99 + 0.01;
    odd = odd * odd - 0.5;
  }
  y[gid.x] = select(even, odd, gid.x % 2 == 1);
}

struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const STEPS = 64u;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;
  if (i >= p.n) {
    return;
  }

  // Neighbours in step disagree at this branch, every one with the next: while one half works, the
  // other half waits, and then the other way round.
  var v = x[i];
  if (i % 2 == 0) {
    for (var k = 0u; k < STEPS; k++) {
      v = v * 0.99 + 0.01;
    }
  } else {
    for (var k = 0u; k < STEPS; k++) {
      v = v * v - 0.5;
    }
  }
  y[i] = v;
}

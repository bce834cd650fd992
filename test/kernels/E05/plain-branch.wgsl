struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const SIZE = 256u;
const STEPS = 64u;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.n) { return; }
  var v = x[gid.x];
  for (var k = 0; k < 64; k++) {
    if (gid.x % 2 == 0) { v = fma(v, 0.99, 0.01); } else { v = fma(v, v, -0.5); }
  }
  y[gid.x] = v;
}

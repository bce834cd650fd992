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
  if (gid.x < p.n) {
    var a = x[gid.x];
    var b = a;
    for (var k = 0; k < 64; k++) {
      a = a * 0.99 + 0.01;
      b = b * b - 0.5;
    }
    y[gid.x] = select(a, b, (gid.x & 1u) == 1u);
  }
}

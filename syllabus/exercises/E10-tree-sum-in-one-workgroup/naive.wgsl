struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> s: array<f32>;  // one element

// The loop of a CPU: one invocation adds everything up, and 255 look on.
@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lid: u32) {
  if (lid != 0) {
    return;
  }
  var sum = 0.0;
  for (var i = 0u; i < p.n; i++) {
    sum += x[i];
  }
  s[0] = sum;
}

struct P {
  n: u32,  // length of the signal
  m: u32,  // how many taps the response has
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<uniform> h: array<vec4<f32>, 64>;  // tap k is h[k / 4][k % 4]
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override W: u32 = 256;

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = gid.x; i < p.n; i += groups.x * W) {
    let first = select(i + 1 - p.m, 0u, i + 1 < p.m);
    var sum = 0.0;
    for (var k = first; k <= i; k++) {
      let tap = i - k;
      sum += x[k] * h[tap / 4][tap % 4];
    }
    y[i] = sum;
  }
}

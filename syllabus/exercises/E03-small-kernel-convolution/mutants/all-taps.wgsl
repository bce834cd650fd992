// Mistake: the sum goes over the whole buffer of taps, also behind tap m - 1.
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
fn main(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  for (var i = gid.x; i < p.n; i += groups.x * W) {
    // Before the signal there is nothing, so the first outputs have fewer terms. With the
    // number of terms fixed here, i - j cannot fall below zero and needs no test.
    let terms = min(256, i + 1);
    var sum = 0.0;
    for (var j = 0u; j < terms; j++) {
      sum += h[j / 4][j % 4] * x[i - j];
    }
    y[i] = sum;
  }
}

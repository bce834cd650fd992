struct P {
  n: u32,  // length of the signal
  m: u32,  // how many taps the response has
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<uniform> h: array<vec4<f32>, 64>;  // tap k is h[k / 4][k % 4]
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override W: u32 = 256;

fn at(i: u32, j: u32) -> f32 {
  return select(0.0, x[max(i, j) - j], j <= i && j < p.m);
}

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = gid.x; i < p.n; i += groups.x * W) {
    var sum = vec4f();
    for (var q = 0u; 4 * q < min(p.m, i + 1); q++) {
      let j = 4 * q;
      let taps = select(vec4f(), h[q], vec4u(j, j + 1, j + 2, j + 3) < vec4u(p.m));
      sum += taps * vec4f(at(i, j), at(i, j + 1), at(i, j + 2), at(i, j + 3));
    }
    y[i] = dot(sum, vec4f(1.0));
  }
}

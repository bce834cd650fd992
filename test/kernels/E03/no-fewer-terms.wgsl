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
  for (var i = i32(gid.x); i < i32(p.n); i += i32(groups.x * W)) {
    var sum = 0.0;
    for (var j = 0; j < i32(p.m); j++) {
      if (i - j >= 0) { sum = fma(h[j >> 2u][j & 3], x[i - j], sum); }
    }
    y[i] = sum;
  }
}

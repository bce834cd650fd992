struct P {
  n: u32,    // how many places there are
  deg: u32,  // degree of the polynomial
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> coef: array<f32>;  // deg + 1 of them, the constant first
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override W: u32 = 128;

// Two chains that do not wait for each other: even powers and odd ones.
@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = gid.x; i < p.n; i += groups.x * W) {
    let square = x[i] * x[i];
    var pair = vec2f(0.0);
    let last = p.deg / 2;
    for (var k = 0u; k <= last; k++) {
      let at = 2 * (last - k);
      var odd = 0.0;
      if (at + 1 <= p.deg) { odd = coef[at + 1]; }
      pair = pair * square + vec2f(coef[at], odd);
    }
    y[i] = pair.x + x[i] * pair.y;
  }
}

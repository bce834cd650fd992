struct P {
  n: u32,    // how many places there are
  deg: u32,  // degree of the polynomial
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> coef: array<f32>;  // deg + 1 of them, the constant first
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override W: u32 = 128;

@compute @workgroup_size(W)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  var i = wid.x * W + lid.x;
  loop {
    if (i >= p.n) { break; }
    var power = 1.0;
    var value = 0.0;
    for (var k = 0u; k <= p.deg; k++) {
      value += coef[k] * power;
      power *= x[i];
    }
    y[i] = value;
    i += groups.x * W;
  }
}

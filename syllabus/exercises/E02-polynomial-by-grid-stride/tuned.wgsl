struct P {
  n: u32,    // how many places there are
  deg: u32,  // degree of the polynomial
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> coef: array<f32>;  // deg + 1 of them, the constant first
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override W: u32 = 128;

const EACH = 4u;  // places of one invocation in a round

// Four polynomials side by side: each coefficient is read once for all of them, and none of the four chains of
// multiplications and additions waits for another.
fn polynomials(at: vec4f) -> vec4f {
  var values = vec4f(coef[p.deg]);
  for (var k = p.deg; k > 0; k--) {
    values = values * at + coef[k - 1];
  }
  return values;
}

@compute @workgroup_size(W)
fn main(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  // The four places of an invocation lie a stride apart, so that neighbours still touch neighbouring words.
  let stride = groups.x * W;
  for (var first = gid.x; first < p.n; first += EACH * stride) {
    var at = vec4f();
    for (var k = 0u; k < EACH; k++) {
      let i = first + k * stride;
      if (i < p.n) {
        at[k] = x[i];
      }
    }
    let values = polynomials(at);
    for (var k = 0u; k < EACH; k++) {
      let i = first + k * stride;
      if (i < p.n) {
        y[i] = values[k];
      }
    }
  }
}

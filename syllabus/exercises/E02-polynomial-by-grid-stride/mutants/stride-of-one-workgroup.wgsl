// Mistake: the stride is W and not all invocations, so every workgroup does nearly all places again.
struct P {
  n: u32,    // how many places there are
  deg: u32,  // degree of the polynomial
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> coef: array<f32>;  // deg + 1 of them, the constant first
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override W: u32 = 128;

// From the highest coefficient down: one multiplication and one addition for each degree.
fn polynomial(at: f32) -> f32 {
  var value = coef[p.deg];
  for (var k = p.deg; k > 0; k--) {
    value = value * at + coef[k - 1];
  }
  return value;
}

@compute @workgroup_size(W)
fn main(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  // As many places as there are invocations are done in each round; the loop's condition is the guard.
  let stride = W;
  for (var i = gid.x; i < p.n; i += stride) {
    y[i] = polynomial(x[i]);
  }
}

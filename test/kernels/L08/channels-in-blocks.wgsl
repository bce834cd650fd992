struct P {
  N: u32,
  Ci: u32,
  HW: u32,
  Co: u32,
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

// The first channel of every four computes all four; the others have nothing to do.
@compute @workgroup_size(16, 8, 1)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.HW || gid.y >= p.Co || gid.z >= p.N || gid.y % 4u != 0u) {
    return;
  }
  let last = p.Co - 1u;
  let rows = min(vec4u(0u, 1u, 2u, 3u) + gid.y, vec4u(last)) * p.Ci;
  var sums = vec4f();
  for (var c = p.Ci; c > 0u; c--) {
    let v = x[(gid.z * p.Ci + c - 1u) * p.HW + gid.x];
    let at = rows + c - 1u;
    sums += v * vec4f(w[at.x], w[at.y], w[at.z], w[at.w]);
  }
  for (var i = 0u; i < min(4u, p.Co - gid.y); i++) {
    y[(gid.z * p.Co + gid.y + i) * p.HW + gid.x] = sums[i];
  }
}

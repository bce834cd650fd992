// Mistake: no guard, so the surplus invocations of the last workgroup write behind the end.
struct P {
  n: u32,  // how many elements there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

// Nothing below mentions W: the index already contains it.
override W: u32 = 64;

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;

  c[i] = a[i] + b[i];
}

// Mistake: the workgroup size is a literal, so W has no effect.
struct P {
  n: u32,  // how many elements there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

// Nothing below mentions W: the index already contains it.
override W: u32 = 64;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;

  // The dispatch is rounded up to whole workgroups, so the last ones may have no element.
  // They leave before they touch memory.
  if (i >= p.n) {
    return;
  }

  c[i] = a[i] + b[i];
}

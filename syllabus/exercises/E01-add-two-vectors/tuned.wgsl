struct P {
  n: u32,  // how many elements there are
}

@group(0) @binding(0) var<uniform> p: P;

// The same three buffers, seen as fours and as single numbers. WGSL has no pointer casts; two
// variables may share a binding as long as no entry point uses both.
@group(0) @binding(1) var<storage, read> a4: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> b4: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> c4: array<vec4<f32>>;

@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

override W: u32 = 64;

// Sixteen bytes with each instruction: a quarter of the loads, stores and invocations for the same
// traffic, and more of it on its way at any moment.
@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;
  if (i < p.n / 4) {
    c4[i] = a4[i] + b4[i];
  }
}

// The up to three elements behind the last four.
@compute @workgroup_size(W)
fn rest(@builtin(global_invocation_id) gid: vec3u) {
  let i = p.n - p.n % 4 + gid.x;
  if (i < p.n) {
    c[i] = a[i] + b[i];
  }
}

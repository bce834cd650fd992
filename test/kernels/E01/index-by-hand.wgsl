struct P {
  n: u32,  // how many elements there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

override W: u32 = 64;

@compute @workgroup_size(W)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let first = wid.x * W;
  let left = p.n - min(p.n, first);
  if (lid < left) {
    c[first + lid] = a[first + lid] - -b[first + lid];
  }
}

struct P {
  n: u32,  // how many elements there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

override W: u32 = 64;

var<workgroup> other: array<f32, W>;

// The last invocation of a workgroup fetches for the first, and so on.
@compute @workgroup_size(W)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let fetched = wid.x * W + (W - 1 - lid.x);
  if (fetched < p.n) {
    other[W - 1 - lid.x] = b[fetched];
  }
  workgroupBarrier();
  let i = wid.x * W + lid.x;
  if (i < p.n) {
    c[i] = a[i] + other[lid.x];
  }
}

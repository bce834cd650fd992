struct P {
  rows: u32,   // how many dot products there are
  k: u32,      // how many terms each of them has
  order: u32,  // 0: row after row, A(r, j) = a[r * k + j]; 1: column after column, A(r, j) = a[j * rows + r]
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override W: u32 = 64;

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.rows) { return; }
  var sum = 0.0;
  for (var j = p.k; j > 0; j--) {
    let at = select(gid.x * p.k + j - 1, (j - 1) * p.rows + gid.x, p.order != 0);
    sum = fma(a[at], v[j - 1], sum);
  }
  y[gid.x] = sum;
}

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
  let r = gid.x;
  if (r >= p.rows) {
    return;
  }
  let first = select(r * p.k, r, p.order == 1);
  let step = select(1, p.rows, p.order == 1);

  // One chain: no addition can begin before the one before it has ended.
  var sum = 0.0;
  for (var j = 0u; j < p.k; j++) {
    sum += a[first + j * step] * v[j];
  }
  y[r] = sum;
}

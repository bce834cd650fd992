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

fn at(r: u32, j: u32) -> f32 {
  if (j >= p.k) { return 0.0; }
  if (p.order == 0) { return a[r * p.k + j]; }
  return a[j * p.rows + r];
}

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let r = gid.x;
  if (r < p.rows) {
    var sum = vec4f();
    for (var j = 0u; j < p.k; j += 4) {
      let four = vec4f(at(r, j), at(r, j + 1), at(r, j + 2), at(r, j + 3));
      let last = p.k - 1;
      sum = fma(four, vec4f(v[j], v[min(j + 1, last)], v[min(j + 2, last)], v[min(j + 3, last)]), sum);
    }
    y[r] = dot(sum, vec4f(1));
  }
}

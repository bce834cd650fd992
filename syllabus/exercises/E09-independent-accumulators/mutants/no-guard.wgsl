// Mistake: there is no guard for the invocations behind the last row.
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

  // Where row r begins, and how far its numbers lie apart, is all that the order changes.
  let first = select(r * p.k, r, p.order == 1);
  let step = select(1, p.rows, p.order == 1);

  // Four sums that do not wait for each other.
  var s0 = 0.0;
  var s1 = 0.0;
  var s2 = 0.0;
  var s3 = 0.0;
  let whole = p.k - p.k % 4;
  for (var j = 0u; j < whole; j += 4) {
    let at = first + j * step;
    s0 += a[at] * v[j];
    s1 += a[at + step] * v[j + 1];
    s2 += a[at + 2 * step] * v[j + 2];
    s3 += a[at + 3 * step] * v[j + 3];
  }

  // Up to three terms are left.
  for (var j = whole; j < p.k; j++) {
    s0 += a[first + j * step] * v[j];
  }

  y[r] = (s0 + s1) + (s2 + s3);
}

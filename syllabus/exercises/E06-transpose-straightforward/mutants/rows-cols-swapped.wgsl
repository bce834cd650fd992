// Mistake: the sizes are exchanged, so the matrix is walked as if it were cols x rows.
struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

override W: u32 = 16;
override H: u32 = 16;

@compute @workgroup_size(W, H)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  // Names first: after this line nobody has to remember what x was.
  let c = gid.x;
  let r = gid.y;

  // Each direction is rounded up for itself, so each needs its own comparison.
  if (r >= p.rows || c >= p.cols) {
    return;
  }

  // Neighbours in x read neighbouring words, and write words that are p.rows apart.
  t[r * p.cols + c] = a[c * p.rows + r];
}

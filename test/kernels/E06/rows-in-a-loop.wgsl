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
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (gid.x < p.cols) {
    for (var r = gid.y; r < p.rows; r += H * groups.y) {
      t[gid.x * p.rows + r] = a[r * p.cols + gid.x];
    }
  }
}

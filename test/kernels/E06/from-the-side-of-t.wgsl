struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

override W: u32 = 16;
override H: u32 = 16;

// All elements of t in their order, whatever the shape of the dispatch.
@compute @workgroup_size(W, H)
fn main(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lid: u32,
) {
  let all = W * H * groups.x * groups.y;
  for (var k = (wid.y * groups.x + wid.x) * W * H + lid; k < p.rows * p.cols; k += all) {
    t[k] = a[(k % p.rows) * p.cols + k / p.rows];
  }
}

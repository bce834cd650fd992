struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

override W: u32 = 16;
override H: u32 = 16;

var<workgroup> tile: array<f32, W * (H + 1)>;

// The tile is stored by its columns: neighbours in t are neighbours in a column of a.
@compute @workgroup_size(W, H)
fn main(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(local_invocation_index) at: u32,
) {
  let c = wid.x * W + lid.x;
  let r = wid.y * H + lid.y;
  if (r < p.rows && c < p.cols) {
    tile[lid.x * (H + 1) + lid.y] = a[r * p.cols + c];
  }
  workgroupBarrier();
  let column = at / H;
  let row = at % H;
  if (wid.x * W + column < p.cols && wid.y * H + row < p.rows) {
    t[(wid.x * W + column) * p.rows + wid.y * H + row] = tile[column * (H + 1) + row];
  }
}

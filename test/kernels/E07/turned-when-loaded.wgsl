struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

var<workgroup> tile: array<array<f32, 33>, 32>;

// What is read down a column here is read along a row later.
@compute @workgroup_size(32, 8)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let x = lid % 32;
  let y = lid / 32;
  let corner = 32 * wid.xy;
  for (var step = 0u; step < 4; step++) {
    let k = 4 * y + step;
    if (corner.y + k < p.rows && corner.x + x < p.cols) {
      tile[x][k] = a[(corner.y + k) * p.cols + corner.x + x];
    }
  }
  workgroupBarrier();
  for (var step = 0u; step < 4; step++) {
    let k = 4 * y + step;
    if (corner.x + k < p.cols && corner.y + x < p.rows) {
      t[(corner.x + k) * p.rows + corner.y + x] = tile[k][x];
    }
  }
}

struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

// No room is wasted: the columns of row k are exchanged by k.
var<workgroup> tile: array<f32, 1024>;

@compute @workgroup_size(32, 8)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  for (var k = lid.y; k < 32; k += 8) {
    let r = 32 * wid.y + k;
    let c = 32 * wid.x + lid.x;
    if (r < p.rows && c < p.cols) {
      tile[32 * k + (lid.x ^ k)] = a[r * p.cols + c];
    }
  }
  workgroupBarrier();
  for (var k = lid.y; k < 32; k += 8) {
    let r = 32 * wid.x + k;
    let c = 32 * wid.y + lid.x;
    if (r < p.cols && c < p.rows) {
      t[r * p.rows + c] = tile[32 * lid.x + (k ^ lid.x)];
    }
  }
}

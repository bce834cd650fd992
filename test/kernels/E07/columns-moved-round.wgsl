struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

// Row k begins k words further on, and goes round.
var<workgroup> tile: array<array<f32, 32>, 32>;

fn inside(r: u32, c: u32) -> bool {
  return r < p.rows && c < p.cols;
}

@compute @workgroup_size(32, 8)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let left = wid.x * 32;
  let top = wid.y * 32;
  for (var k = lid.y; k < 32; k += 8) {
    if (inside(top + k, left + lid.x)) {
      tile[k][(lid.x + k) % 32] = a[(top + k) * p.cols + left + lid.x];
    }
  }
  workgroupBarrier();
  for (var k = lid.y; k < 32; k += 8) {
    if (inside(top + lid.x, left + k)) {
      t[(left + k) * p.rows + top + lid.x] = tile[lid.x][(k + lid.x) % 32];
    }
  }
}

struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

const TILE = 32u;
const STRIP = 8u;

// The transpose of E06 with the workgroups of this exercise: no tile, no barrier, and 32 lines of
// memory for each store.
@compute @workgroup_size(32, 8)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let c = wid.x * TILE + lid.x;
  for (var k = lid.y; k < TILE; k += STRIP) {
    let r = wid.y * TILE + k;
    if (r < p.rows && c < p.cols) {
      t[c * p.rows + r] = a[r * p.cols + c];
    }
  }
}

struct P {
  rows: u32,     // rows of a, columns of t
  cols: u32,     // columns of a, rows of t
  aligned: u32,  // 1 where rows * cols is a multiple of 4: only then a4 holds the matrix
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;         // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;   // cols x rows
@group(0) @binding(3) var<storage, read> a4: array<vec4<f32>>;  // the same numbers as a, four at a time

// How many columns and rows of a one workgroup covers; the grader reads these two and dispatches
// ceil(cols / TILE_X) x ceil(rows / TILE_Y) workgroups.
const TILE_X = 63u;
const TILE_Y = 64u;

var<workgroup> tile: array<f32, 63 * 65>;

@compute @workgroup_size(64, 2)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  for (var k = lid.y; k < TILE_Y; k += 2) {
    let r = wid.y * TILE_Y + k;
    let c = wid.x * TILE_X + lid.x;
    if (lid.x < TILE_X && r < p.rows && c < p.cols) { tile[lid.x * 65 + k] = a[r * p.cols + c]; }
  }
  workgroupBarrier();
  for (var k = lid.y; k < TILE_X; k += 2) {
    let r = wid.x * TILE_X + k;
    let c = wid.y * TILE_Y + lid.x;
    if (r < p.cols && c < p.rows) { t[r * p.rows + c] = tile[k * 65 + lid.x]; }
  }
}

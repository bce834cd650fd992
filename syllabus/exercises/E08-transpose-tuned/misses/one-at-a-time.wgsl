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
const TILE_X = 32u;
const TILE_Y = 32u;

// The odd width puts a column into 32 different banks.
var<workgroup> tile: array<array<f32, TILE_X + 1>, TILE_Y>;

@compute @workgroup_size(TILE_X, 8)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let r0 = wid.y * TILE_Y;
  let c0 = wid.x * TILE_X;

  // A load, then a store of what it brought, then the next load: four waits one after the other.
  for (var k = lid.y; k < TILE_Y; k += 8) {
    if (r0 + k < p.rows && c0 + lid.x < p.cols) {
      tile[k][lid.x] = a[(r0 + k) * p.cols + c0 + lid.x];
    }
  }

  workgroupBarrier();

  for (var k = lid.y; k < TILE_X; k += 8) {
    if (c0 + k < p.cols && r0 + lid.x < p.rows) {
      t[(c0 + k) * p.rows + r0 + lid.x] = tile[lid.x][k];
    }
  }
}

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

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  // Your turn: move the tile with its corner at row wid.y * TILE_Y and column wid.x * TILE_X.
  // Several loads before the first use; four numbers in one load where the matrix allows it.

}

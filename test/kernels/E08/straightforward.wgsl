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
const TILE_X = 16u;
const TILE_Y = 16u;

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x < p.cols && gid.y < p.rows) { t[gid.x * p.rows + gid.y] = a[gid.y * p.cols + gid.x]; }
}

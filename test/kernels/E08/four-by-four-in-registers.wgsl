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
const TILE_X = 64u;
const TILE_Y = 16u;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let c0 = 4 * gid.x;
  let r0 = 4 * gid.y;
  var m: array<vec4f, 4>;
  for (var i = 0u; i < 4; i++) {
    if (r0 + i >= p.rows || c0 >= p.cols) { continue; }
    let at = (r0 + i) * p.cols + c0;
    if (p.aligned == 1 && at % 4 == 0 && c0 + 3 < p.cols) {
      m[i] = a4[at / 4];
    } else {
      for (var j = 0u; j < min(4, p.cols - c0); j++) { m[i][j] = a[at + j]; }
    }
  }
  for (var j = 0u; j < 4; j++) {
    for (var i = 0u; i < 4; i++) {
      if (c0 + j < p.cols && r0 + i < p.rows) { t[(c0 + j) * p.rows + r0 + i] = m[i][j]; }
    }
  }
}

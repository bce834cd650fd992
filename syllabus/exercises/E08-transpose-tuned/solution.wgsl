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

const QUADS = TILE_X / 4;  // loads of four numbers in a row of the tile

// The odd width puts a column into 32 different banks.
var<workgroup> tile: array<array<f32, TILE_X + 1>, TILE_Y>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let r0 = wid.y * TILE_Y;
  let c0 = wid.x * TILE_X;

  // One load of four numbers for each invocation. It needs rows that begin on a multiple of four:
  // that rows * cols is one is not enough.
  let y = lid / QUADS;
  let x = 4 * (lid % QUADS);
  let r = r0 + y;
  let c = c0 + x;
  if (p.aligned == 1 && p.cols % 4 == 0) {
    if (r < p.rows && c < p.cols) {
      let four = a4[(r * p.cols + c) / 4];
      tile[y][x] = four.x;
      tile[y][x + 1] = four.y;
      tile[y][x + 2] = four.z;
      tile[y][x + 3] = four.w;
    }
  } else {
    for (var k = 0u; k < 4; k++) {
      if (r < p.rows && c + k < p.cols) {
        tile[y][x + k] = a[r * p.cols + c + k];
      }
    }
  }

  workgroupBarrier();

  // Four values are on their way before the first is stored; neighbours write neighbouring words of t.
  let column = lid % TILE_Y;
  let row = lid / TILE_Y;
  let out = vec4f(
    tile[column][row],
    tile[column][row + 8],
    tile[column][row + 16],
    tile[column][row + 24],
  );
  for (var k = 0u; k < 4; k++) {
    let rt = c0 + row + 8 * k;
    let ct = r0 + column;
    if (rt < p.cols && ct < p.rows) {
      t[rt * p.rows + ct] = out[k];
    }
  }
}

struct P {
  rows: u32,     // rows of a, columns of t
  cols: u32,     // columns of a, rows of t
  aligned: u32,  // 1 where rows * cols is a multiple of 4: only then a4 holds the matrix
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;         // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;   // cols x rows
@group(0) @binding(3) var<storage, read> a4: array<vec4<f32>>;  // the same numbers as a, four at a time

// t, four numbers at a time: two variables may share a binding where no entry point uses both.
@group(0) @binding(2) var<storage, read_write> t4: array<vec4<f32>>;

// A workgroup of 8 x 8 covers 32 x 32 elements: each invocation owns a block of 4 x 4.
const TILE_X = 32u;
const TILE_Y = 32u;

// Fours lie in the rows of a where cols is a multiple of four, and in those of t where rows is one.
fn in_fours() -> bool {
  return p.rows % 4 == 0 && p.cols % 4 == 0;
}

// Four independent loads of 16 bytes, a transpose in registers, four stores of 16 bytes: no workgroup
// memory and no barrier. Of 32 invocations in step, 8 beside each other read 128 bytes of a row of a,
// and the 4 below each other write 64 bytes of a row of t. Whatever is fetched is used.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let r = 4 * gid.y;
  let c = 4 * gid.x;
  if (!in_fours() || r >= p.rows || c >= p.cols) {
    return;
  }

  let first = r * p.cols / 4 + gid.x;
  let down = p.cols / 4;
  let block = mat4x4f(a4[first], a4[first + down], a4[first + 2 * down], a4[first + 3 * down]);

  let turned = transpose(block);
  let start = c * p.rows / 4 + gid.y;
  let on = p.rows / 4;
  t4[start] = turned[0];
  t4[start + on] = turned[1];
  t4[start + 2 * on] = turned[2];
  t4[start + 3 * on] = turned[3];
}

// Every other matrix, number by number, with the same blocks; the block may hang over the edge.
@compute @workgroup_size(8, 8)
fn single(@builtin(global_invocation_id) gid: vec3u) {
  if (in_fours()) {
    return;
  }
  for (var k = 0u; k < 16; k++) {
    let r = 4 * gid.y + k / 4;
    let c = 4 * gid.x + k % 4;
    if (r < p.rows && c < p.cols) {
      t[c * p.rows + r] = a[r * p.cols + c];
    }
  }
}

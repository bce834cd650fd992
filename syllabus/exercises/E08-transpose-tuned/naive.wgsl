struct P {
  rows: u32,     // rows of a, columns of t
  cols: u32,     // columns of a, rows of t
  aligned: u32,  // not needed here: no load of four
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

const TILE_X = 32u;
const TILE_Y = 8u;

// The transpose of E06: one number an invocation.
@compute @workgroup_size(TILE_X, TILE_Y)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x < p.cols && gid.y < p.rows) {
    t[gid.x * p.rows + gid.y] = a[gid.y * p.cols + gid.x];
  }
}

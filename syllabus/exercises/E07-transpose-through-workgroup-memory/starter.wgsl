struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

const TILE = 32u;   // a workgroup moves a tile of 32 x 32 ...
const STRIP = 8u;   // ... and has 8 rows of invocations for it

// One for each workgroup, shared by its 256 invocations: tile[row][column].
var<workgroup> tile: array<array<f32, TILE>, TILE>;

@compute @workgroup_size(32, 8)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  // Your turn, in three steps:
  // 1. fill the tile, along the rows of a;
  // 2. wait until all of the workgroup have done so;
  // 3. write it out, along the rows of t.

}

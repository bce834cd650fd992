struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

override W: u32 = 16;
override H: u32 = 16;

const SIDE = 32u;            // a workgroup moves a tile of 32 x 32,
const TILE = SIDE * SIDE;    // W * H elements at a time
const STRIDE = SIDE + 1;     // one word between the rows of the tile, so that a column lies in 32 banks

// What E07 builds: the scattered half of the transpose takes place here, where it costs little.
var<workgroup> tile: array<f32, SIDE * STRIDE>;

@compute @workgroup_size(W, H)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let r0 = wid.y * SIDE;
  let c0 = wid.x * SIDE;

  // Whatever the shape of the workgroup, 32 invocations in a row read a row of the tile ...
  for (var k = lid; k < TILE; k += W * H) {
    let r = r0 + k / SIDE;
    let c = c0 + k % SIDE;
    if (r < p.rows && c < p.cols) {
      tile[(k / SIDE) * STRIDE + k % SIDE] = a[r * p.cols + c];
    }
  }

  workgroupBarrier();

  // ... and write a row of t, which is a column of the tile.
  for (var k = lid; k < TILE; k += W * H) {
    let r = c0 + k / SIDE;
    let c = r0 + k % SIDE;
    if (r < p.cols && c < p.rows) {
      t[r * p.rows + c] = tile[(k % SIDE) * STRIDE + k / SIDE];
    }
  }
}

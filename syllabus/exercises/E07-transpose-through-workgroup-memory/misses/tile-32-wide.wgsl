// Right, but: the rows of the tile are 32 words long, so a column lies in one bank.
struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

const TILE = 32u;   // a workgroup moves a tile of 32 x 32 ...
const STRIP = 8u;   // ... and has 8 rows of invocations for it

var<workgroup> tile: array<array<f32, TILE>, TILE>;

@compute @workgroup_size(32, 8)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  // The corner of the tile in a. In t the corner is (c0, r0).
  let r0 = wid.y * TILE;
  let c0 = wid.x * TILE;

  // Neighbours in x read neighbouring words of a.
  for (var k = lid.y; k < TILE; k += STRIP) {
    let r = r0 + k;
    let c = c0 + lid.x;
    if (r < p.rows && c < p.cols) {
      tile[k][lid.x] = a[r * p.cols + c];
    }
  }

  // Everybody comes here, also those who had nothing to load.
  workgroupBarrier();

  // Neighbours in x write neighbouring words of t: only the tile is read down its columns.
  for (var k = lid.y; k < TILE; k += STRIP) {
    let r = c0 + k;
    let c = r0 + lid.x;
    if (r < p.cols && c < p.rows) {
      t[r * p.rows + c] = tile[lid.x][k];
    }
  }
}

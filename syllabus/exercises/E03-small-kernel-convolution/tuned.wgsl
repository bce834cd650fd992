struct P {
  n: u32,  // length of the signal
  m: u32,  // how many taps the response has
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<uniform> h: array<vec4<f32>, 64>;  // tap k is h[k / 4][k % 4]
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

override W: u32 = 256;

// A tile of the signal: what the workgroup's outputs need, with 255 elements of history before it.
const HISTORY = 255u;
var<workgroup> tile: array<f32, W + HISTORY>;

@compute @workgroup_size(W)
fn main(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_index) lid: u32,
  @builtin(num_workgroups) groups: vec3u,
) {
  // The start of a tile is the same for the whole workgroup, so its barriers are in uniform flow.
  for (var start = wid.x * W; start < p.n; start += groups.x * W) {
    for (var k = lid; k < W + HISTORY; k += W) {
      // Place k of the tile is element start + k - 255; nothing lies before the signal.
      let at = start + k;
      tile[k] = 0.0;
      if (at >= HISTORY && at - HISTORY < p.n) {
        tile[k] = x[at - HISTORY];
      }
    }
    workgroupBarrier();

    var sum = 0.0;
    for (var j = 0u; j < p.m; j++) {
      sum += h[j / 4][j % 4] * tile[lid + HISTORY - j];
    }
    if (start + lid < p.n) {
      y[start + lid] = sum;
    }
    // The next tile must not be stored while somebody still reads this one.
    workgroupBarrier();
  }
}

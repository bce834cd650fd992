struct P {
  n: u32,      // length of the signal
  terms: u32,  // how many terms each average has at most
  c: f32,      // weight of the newest value, above 0 and at most 1
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> bound: array<f32>;  // one element

override W: u32 = 256;

// What a workgroup's averages need: its own W values, and as many before them as an average reaches back. An
// average of more terms reads what is missing from storage.
const HISTORY = 63u;
var<workgroup> tile: array<f32, W + HISTORY>;
var<workgroup> weights: array<f32, HISTORY + 1>;

@compute @workgroup_size(W)
fn main(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_index) lid: u32,
) {
  // Each input is read once by the workgroup instead of once for each term: 1 load where there were 32.
  let start = wid.x * W;
  for (var k = lid; k < W + HISTORY; k += W) {
    // Place k of the tile is element start + k - 63; nothing lies before the signal.
    let at = start + k;
    tile[k] = 0.0;
    if (at >= HISTORY && at - HISTORY < p.n) {
      tile[k] = x[at - HISTORY];
    }
  }

  // The weights are the same for all: one invocation multiplies them up, and knows at the end what is cut off.
  if (lid == 0) {
    var weight = p.c;
    for (var k = 0u; k <= HISTORY; k++) {
      weights[k] = weight;
      weight *= 1.0 - p.c;
    }
  }
  workgroupBarrier();

  let i = gid.x;
  if (i == 0) {
    var left = 1.0;
    for (var k = 0u; k < p.terms; k++) {
      left *= 1.0 - p.c;
    }
    bound[0] = left;
  }
  if (i >= p.n) {
    return;
  }

  // Before the signal the tile holds 0, so that the first averages need no shorter loop.
  let near = min(p.terms, HISTORY + 1);
  var sum = 0.0;
  for (var k = 0u; k < near; k++) {
    sum += weights[k] * tile[lid + HISTORY - k];
  }
  var weight = weights[HISTORY] * (1.0 - p.c);
  for (var k = near; k < min(p.terms, i + 1); k++) {
    sum += weight * x[i - k];
    weight *= 1.0 - p.c;
  }
  y[i] = sum;
}

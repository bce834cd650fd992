enable subgroups;

struct P { n: u32 }

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<f32>;
@group(0) @binding(3) var<storage, read_write> fallback: array<f32>;

var<workgroup> numbers: array<f32, 256>;
var<workgroup> places: atomic<u32>;

fn own(wid: u32, lid: u32) -> f32 {
  let end = min(p.n, 1024 * (wid + 1));
  var mine = 0.0;
  for (var i = 1024 * wid + lid; i < end; i += 256) { mine += x[i]; }
  return mine;
}

// Leaves the sum of the first `count` numbers in numbers[0]; every second one each time.
fn tree(lid: u32, count: u32) -> f32 {
  for (var gap = 1u; gap < count; gap *= 2) {
    let i = 2 * gap * lid;
    if (i + gap < count) { numbers[i] += numbers[i + gap]; }
    workgroupBarrier();
  }
  return numbers[0];
}

// The subgroups' sums go through the tree as well, as if there were as many as there can be.
@compute @workgroup_size(256)
fn sg(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let sum = subgroupAdd(own(wid.x, lid));
  if (subgroupElect()) { numbers[atomicAdd(&places, 1)] = sum; }
  workgroupBarrier();
  let total = tree(lid, 64);
  if (lid == 0) { part[wid.x] = total; }
}

// One invocation does all of it: slow, and right.
@compute @workgroup_size(256)
fn plain(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (lid != 0) { return; }
  var total = 0.0;
  for (var i = 1024 * wid.x; i < min(p.n, 1024 * (wid.x + 1)); i++) { total += x[i]; }
  fallback[wid.x] = total;
}

enable subgroups;
requires subgroup_id;

struct P { n: u32 }

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<f32>;
@group(0) @binding(3) var<storage, read_write> fallback: array<f32>;

fn at(i: u32) -> f32 {
  if (i >= p.n) { return 0.0; }
  return x[i];
}

// Four neighbours at once.
fn four(wid: u32, lid: u32) -> f32 {
  let first = 1024 * wid + 4 * lid;
  return dot(vec4f(at(first), at(first + 1), at(first + 2), at(first + 3)), vec4f(1));
}

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(256)
fn sg(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_index) lid: u32,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_id) subgroup: u32,
  @builtin(num_subgroups) subgroups: u32,
) {
  let scanned = subgroupInclusiveAdd(four(wid.x, lid));
  let sum = subgroupMax(select(-3.0e38, scanned, subgroupMax(lane) == lane));
  if (lane == 0) { sums[subgroup] = sum; }
  workgroupBarrier();
  if (lid == 255) {
    var total = 0.0;
    for (var k = subgroups; k > 0; k--) { total += sums[k - 1]; }
    part[wid.x] = total;
  }
}

var<workgroup> quads: array<vec4f, 64>;

// Sixteen invocations with sixteen numbers each, then one.
@compute @workgroup_size(256)
fn plain(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  quads[lid / 4][lid % 4] = four(wid.x, lid);
  workgroupBarrier();
  if (lid < 16) {
    quads[lid] += quads[lid + 16] + quads[lid + 32] + quads[lid + 48];
  }
  workgroupBarrier();
  if (lid == 0) {
    var all = vec4f();
    for (var k = 0; k < 16; k++) { all += quads[k]; }
    fallback[wid.x] = all.x + all.y + all.z + all.w;
  }
}

enable subgroups;

struct P { n: u32 }

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<f32>;
@group(0) @binding(3) var<storage, read_write> fallback: array<f32>;

// Each invocation takes four numbers that lie 256 apart, from the last to the first.
fn own(wid: u32, lid: u32) -> f32 {
  var mine = 0.0;
  for (var k = 4u; k > 0; k--) {
    let i = 1024 * wid + 256 * (k - 1) + lid;
    if (i < p.n) { mine += x[i]; }
  }
  return mine;
}

// The bits of the running sum; 0 is 0.0.
var<workgroup> total: atomic<u32>;

// One invocation at a time: whoever was slower begins again with what is there now.
fn add(value: f32) {
  var old = atomicLoad(&total);
  loop {
    let tried = atomicCompareExchangeWeak(&total, old, bitcast<u32>(bitcast<f32>(old) + value));
    if (tried.exchanged) { break; }
    old = tried.old_value;
  }
}

// A butterfly instead of subgroupAdd: whatever the size, it doubles up to it.
@compute @workgroup_size(256)
fn sg(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_index) lid: u32,
  @builtin(subgroup_size) size: u32,
) {
  var sum = own(wid.x, lid);
  for (var step = 1u; step < size; step *= 2) {
    sum += subgroupShuffleXor(sum, step);
  }
  if (subgroupElect()) { add(sum); }
  workgroupBarrier();
  if (lid == 77) { part[wid.x] = bitcast<f32>(atomicLoad(&total)); }
}

@compute @workgroup_size(256)
fn plain(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  add(own(wid.x, lid));
  workgroupBarrier();
  if (lid == 0) { fallback[wid.x] = bitcast<f32>(atomicLoad(&total)); }
}

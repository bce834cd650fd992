// Mistake: nothing keeps values of 1024 and above from the workgroup's array.
struct P {
  n: u32,     // how many values there are
  bins: u32,  // how many bins, at most 1024
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> v: array<u32>;
@group(0) @binding(2) var<storage, read_write> h: array<atomic<u32>>;  // starts as zeros

const SIZE = 256u;
const MOST_BINS = 1024u;

// A histogram of the workgroup's own: here it gets in nobody else's way.
var<workgroup> own: array<atomic<u32>, MOST_BINS>;

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(local_invocation_index) lid: u32,
  @builtin(num_workgroups) groups: vec3u,
) {
  for (var i = gid.x; i < p.n; i += groups.x * SIZE) {
    let value = v[i];
    atomicAdd(&own[value], 1u);
  }
  workgroupBarrier();

  // One addition for each bin that has something in it; there may be more bins than invocations.
  for (var bin = lid; bin < p.bins; bin += SIZE) {
    let count = atomicLoad(&own[bin]);
    if (count > 0) {
      atomicAdd(&h[bin], count);
    }
  }
}

struct P {
  n: u32,     // how many values there are
  bins: u32,  // how many bins, at most 1024
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> v: array<u32>;
@group(0) @binding(2) var<storage, read_write> h: array<atomic<u32>>;  // starts as zeros

var<workgroup> own: array<atomic<u32>, 1024>;

// Runs of equal values are counted in a variable first.
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_index) lid: u32, @builtin(num_workgroups) groups: vec3u) {
  var last = p.bins;
  var run = 0u;
  for (var i = gid.x; i < p.n; i += groups.x * 256) {
    if (v[i] != last) {
      if (last < p.bins) { atomicAdd(&own[last], run); }
      last = v[i];
      run = 0;
    }
    run++;
  }
  if (last < p.bins) { atomicAdd(&own[last], run); }
  workgroupBarrier();
  for (var bin = lid; bin < p.bins; bin += 256) {
    let count = atomicExchange(&own[bin], 0u);
    if (count != 0) { atomicAdd(&h[bin], count); }
  }
}

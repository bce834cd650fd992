struct P {
  n: u32,     // how many values there are
  bins: u32,  // how many bins, at most 1024
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> v: array<u32>;
@group(0) @binding(2) var<storage, read_write> h: array<atomic<u32>>;  // starts as zeros

// Every value goes straight to the histogram of all, where everybody with the same value queues.
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = gid.x; i < p.n; i += groups.x * 256) {
    if (v[i] < p.bins) {
      atomicAdd(&h[v[i]], 1u);
    }
  }
}

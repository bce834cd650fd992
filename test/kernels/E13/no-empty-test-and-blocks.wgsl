struct P {
  n: u32,     // how many values there are
  bins: u32,  // how many bins, at most 1024
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> v: array<u32>;
@group(0) @binding(2) var<storage, read_write> h: array<atomic<u32>>;  // starts as zeros

var<workgroup> own: array<atomic<u32>, 1024>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32, @builtin(num_workgroups) groups: vec3u) {
  for (var k = 0u; k < 4; k++) { atomicStore(&own[lid + 256 * k], 0u); }
  workgroupBarrier();
  let each = (p.n + groups.x - 1) / groups.x;
  let end = min(p.n, (wid.x + 1) * each);
  for (var i = wid.x * each + lid; i < end; i += 256) {
    let value = v[i];
    if (value >= p.bins) { continue; }
    _ = atomicAdd(&own[value], 1u);
  }
  workgroupBarrier();
  for (var k = 0u; k < 4; k++) {
    let bin = lid + 256 * k;
    if (bin < p.bins) { atomicAdd(&h[bin], atomicLoad(&own[bin])); }
  }
}

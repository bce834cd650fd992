struct P {
  n: u32,       // how many numbers there are
  groups: u32,  // how many workgroups run partial
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<f32>;  // one for each workgroup
@group(0) @binding(3) var<storage, read_write> m: array<f32>;     // one element
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

const SIZE = 256u;

var<workgroup> top: atomic<u32>;

fn workgroup_top(mine: f32) -> f32 {
  atomicMax(&top, bitcast<u32>(mine));
  workgroupBarrier();
  return bitcast<f32>(atomicLoad(&top));
}

@compute @workgroup_size(256)
fn partial(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_id) lid: vec3u) {
  let each = (p.n + p.groups * 256 - 1) / (p.groups * 256);
  let start = (wid.x * 256 + lid.x) * each;
  var mine = 0.0;
  for (var i = start; i < min(p.n, start + each); i++) { mine = max(mine, abs(x[i])); }
  let most = workgroup_top(mine);
  if (lid.x == 0) { part[wid.x] = most; }
}

@compute @workgroup_size(256)
fn final_(@builtin(local_invocation_index) lid: u32) {
  if (lid == 0) {
    var most = part[0];
    for (var g = 1u; g < p.groups; g++) { most = max(most, part[g]); }
    m[0] = most;
  }
}

@compute @workgroup_size(256)
fn scale(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let inverse = select(0.0, 1.0 / m[0], m[0] > 0.0);
  for (var i = gid.x; i < p.n; i += groups.x * 256) { y[i] = x[i] * inverse; }
}

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

var<workgroup> best: array<vec4f, 64>;

fn tree(lid: u32, mine: f32) -> f32 {
  best[lid / 4][lid % 4] = mine;
  workgroupBarrier();
  var all = 0.0;
  for (var k = 0u; k < 64; k++) {
    let two = max(best[k].xy, best[k].zw);
    all = max(all, max(two.x, two.y));
  }
  return all;
}

@compute @workgroup_size(256)
fn partial(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32, @builtin(num_workgroups) groups: vec3u) {
  var mine = 0.0;
  var i = wid.x * 256 + lid;
  while (i < p.n) {
    mine = select(mine, abs(x[i]), abs(x[i]) > mine);
    i += groups.x * 256;
  }
  let all = tree(lid, mine);
  if (lid == 255) { part[wid.x] = all; }
}

@compute @workgroup_size(256)
fn final_(@builtin(local_invocation_index) lid: u32) {
  var mine = 0.0;
  for (var k = 0u; k < 1024; k += 256) {
    if (k + lid < p.groups) { mine = max(mine, part[k + lid]); }
  }
  let all = tree(lid, mine);
  if (lid == 0) { m[0] = all; }
}

@compute @workgroup_size(256)
fn scale(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = gid.x; i < p.n; i += groups.x * 256) {
    y[i] = 0.0;
    if (m[0] != 0.0) { y[i] = x[i] / m[0]; }
  }
}

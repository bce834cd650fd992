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

var<workgroup> largest: array<f32, SIZE>;

// The largest of the workgroup's numbers, one from each invocation.
fn of_workgroup(lid: u32, mine: f32) -> f32 {
  largest[lid] = mine;
  workgroupBarrier();
  for (var half = SIZE / 2; half > 0; half /= 2) {
    if (lid < half) {
      largest[lid] = max(largest[lid], largest[lid + half]);
    }
    workgroupBarrier();
  }
  return largest[0];
}

@compute @workgroup_size(SIZE)
fn partial(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_index) lid: u32,
  @builtin(global_invocation_id) gid: vec3u,
) {
  // No magnitude is below 0, so 0 changes none: who finds no number contributes it.
  var mine = 0.0;
  for (var i = gid.x; i < p.n; i += p.groups * SIZE) {
    mine = max(mine, abs(x[i]));
  }
  let all = of_workgroup(lid, mine);
  if (lid == 0) {
    part[wid.x] = all;
  }
}

@compute @workgroup_size(SIZE)
fn final_(@builtin(local_invocation_index) lid: u32) {
  var mine = 0.0;
  for (var i = lid; i < p.groups; i += SIZE) {
    mine = max(mine, part[i]);
  }
  let all = of_workgroup(lid, mine);
  if (lid == 0) {
    m[0] = all;
  }
}

@compute @workgroup_size(SIZE)
fn scale(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let divisor = m[0];
  for (var i = gid.x; i < p.n; i += groups.x * SIZE) {
    if (divisor == 0.0) {
      y[i] = 0.0;
    } else {
      y[i] = x[i] / divisor;
    }
  }
}

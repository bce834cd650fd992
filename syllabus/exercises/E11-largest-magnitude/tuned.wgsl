struct P {
  n: u32,       // how many numbers there are
  groups: u32,  // how many workgroups run partial
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<f32>;  // one for each workgroup
@group(0) @binding(3) var<storage, read_write> m: array<f32>;     // one element
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

// The same numbers by fours: two variables may share a binding where no entry point uses both.
@group(0) @binding(1) var<storage, read> x4: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y4: array<vec4<f32>>;

const SIZE = 256u;
const FOLD = 16u;  // 256 numbers to 16, 16 to one: a tree of two steps, and so few barriers

var<workgroup> largest: array<f32, SIZE>;
var<workgroup> folded: array<f32, FOLD>;

// The largest of the workgroup's numbers, one from each invocation. Only invocation 0 gets it.
fn of_workgroup(lid: u32, mine: f32) -> f32 {
  largest[lid] = mine;
  workgroupBarrier();
  if (lid < FOLD) {
    var most = 0.0;
    for (var k = lid; k < SIZE; k += FOLD) {
      most = max(most, largest[k]);
    }
    folded[lid] = most;
  }
  workgroupBarrier();
  var most = 0.0;
  if (lid == 0) {
    for (var k = 0u; k < FOLD; k++) {
      most = max(most, folded[k]);
    }
  }
  return most;
}

// Four maxima side by side; they meet once, at the end.
@compute @workgroup_size(SIZE)
fn partial(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(local_invocation_index) lid: u32,
  @builtin(global_invocation_id) gid: vec3u,
) {
  var most = vec4f();
  for (var i = gid.x; i < p.n / 4; i += p.groups * SIZE) {
    most = max(most, abs(x4[i]));
  }
  let all = of_workgroup(lid, max(max(most.x, most.y), max(most.z, most.w)));
  if (lid == 0) {
    part[wid.x] = all;
  }
}

// The last n % 4 numbers are in no four: they take part here.
@compute @workgroup_size(SIZE)
fn final_(@builtin(local_invocation_index) lid: u32) {
  var mine = 0.0;
  if (p.n >= 4) {
    for (var i = lid; i < p.groups; i += SIZE) {
      mine = max(mine, part[i]);
    }
  }
  if (lid < p.n % 4) {
    mine = max(mine, abs(x[p.n - 1 - lid]));
  }
  let all = of_workgroup(lid, mine);
  if (lid == 0) {
    m[0] = all;
  }
}

@compute @workgroup_size(SIZE)
fn scale(@builtin(global_invocation_id) gid: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let divisor = m[0];
  for (var i = gid.x; i < p.n / 4; i += groups.x * SIZE) {
    if (divisor == 0.0) {
      y4[i] = vec4f();
    } else {
      y4[i] = x4[i] / divisor;
    }
  }
}

@compute @workgroup_size(SIZE)
fn scale_rest(@builtin(global_invocation_id) gid: vec3u) {
  let i = p.n - p.n % 4 + gid.x;
  if (i >= p.n) {
    return;
  }
  let divisor = m[0];
  if (divisor == 0.0) {
    y[i] = 0.0;
  } else {
    y[i] = x[i] / divisor;
  }
}

struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<f32>;      // by sg, one for each workgroup
@group(0) @binding(3) var<storage, read_write> fallback: array<f32>;  // by plain, the same sums

const SIZE = 256u;
const EACH = 4u;  // numbers of one invocation
const SHARE = SIZE * EACH;

// The invocation's own numbers, added up without meeting anybody: neighbours read neighbours in
// every round, and whoever finds nothing keeps 0, which does a sum no harm.
fn own(group: u32, lid: u32) -> f32 {
  var mine = 0.0;
  for (var k = 0u; k < EACH; k++) {
    let i = group * SHARE + k * SIZE + lid;
    if (i < p.n) {
      mine += x[i];
    }
  }
  return mine;
}

var<workgroup> partial: array<f32, SIZE>;

// The tree of E10, with a barrier for every step. Invocation 0 gets the sum.
fn of_workgroup(lid: u32, mine: f32) -> f32 {
  partial[lid] = mine;
  workgroupBarrier();
  for (var adders = SIZE / 2; adders > 0; adders /= 2) {
    if (lid < adders) {
      partial[lid] += partial[lid + adders];
    }
    workgroupBarrier();
  }
  return partial[0];
}

// No subgroup operation here either: this is how it went before there were any.
@compute @workgroup_size(SIZE)
fn sg(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let sum = of_workgroup(lid, own(wid.x, lid));
  if (lid == 0) {
    part[wid.x] = sum;
  }
}

@compute @workgroup_size(SIZE)
fn plain(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let sum = of_workgroup(lid, own(wid.x, lid));
  if (lid == 0) {
    fallback[wid.x] = sum;
  }
}

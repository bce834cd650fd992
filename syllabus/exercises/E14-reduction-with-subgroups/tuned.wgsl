enable subgroups;

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

// The invocation's own numbers. A whole share needs no comparisons, so its four loads are all on their
// way before the first is added; the last share of all is taken number by number.
fn own(group: u32, lid: u32) -> f32 {
  let first = group * SHARE + lid;
  if ((group + 1) * SHARE <= p.n) {
    return (x[first] + x[first + SIZE]) + (x[first + 2 * SIZE] + x[first + 3 * SIZE]);
  }
  var mine = 0.0;
  for (var i = first; i < p.n; i += SIZE) {
    mine += x[i];
  }
  return mine;
}

// A subgroup has 4 lanes at least, so there are 64 sums at most.
var<workgroup> sums: array<f32, SIZE / 4>;
var<workgroup> taken: atomic<u32>;

@compute @workgroup_size(SIZE)
fn sg(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  // All come here, those at the end of the data too: an operation of a subgroup needs all its lanes.
  let sum = subgroupAdd(own(wid.x, lid));

  // One of each subgroup, whichever it is, takes the next free place. Nothing is assumed about how
  // large subgroups are, nor about which invocations sit in one.
  if (subgroupElect()) {
    sums[atomicAdd(&taken, 1u)] = sum;
  }
  workgroupBarrier();

  if (lid == 0) {
    var total = 0.0;
    for (var k = 0u; k < atomicLoad(&taken); k++) {
      total += sums[k];
    }
    part[wid.x] = total;
  }
}

const FOLD = 16u;

var<workgroup> partial: array<f32, SIZE>;
var<workgroup> folded: array<f32, FOLD>;

// Without subgroups: a tree with branches of 16 is two steps high, and meets twice where the tree of
// E10 meets nine times.
@compute @workgroup_size(SIZE)
fn plain(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  partial[lid] = own(wid.x, lid);
  workgroupBarrier();
  if (lid < FOLD) {
    var sum = 0.0;
    for (var k = lid; k < SIZE; k += FOLD) {
      sum += partial[k];
    }
    folded[lid] = sum;
  }
  workgroupBarrier();
  if (lid == 0) {
    var sum = 0.0;
    for (var k = 0u; k < FOLD; k++) {
      sum += folded[k];
    }
    fallback[wid.x] = sum;
  }
}

// Mistake: the count is taken from the exclusive scan alone.
struct P {
  n: u32,       // how many numbers there are
  blocks: u32,  // ceil(n / 1024): how many workgroups run local and add
  t: f32,       // what is above it is kept
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> kept: array<f32>;   // only its first count[0] elements
@group(0) @binding(3) var<storage, read_write> count: array<u32>;  // one element
@group(0) @binding(4) var<storage, read_write> flags: array<u32>;
@group(0) @binding(5) var<storage, read_write> pos: array<u32>;
@group(0) @binding(6) var<storage, read_write> sums: array<u32>;   // one for each block of 1024

const SIZE = 256u;
const EACH = 4u;  // numbers of one invocation
const BLOCK = SIZE * EACH;

// First pass: the comparison, once for each number.
@compute @workgroup_size(SIZE)
fn flag(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;
  if (i < p.n) {
    flags[i] = select(0u, 1u, x[i] > p.t);
  }
}

// The scan of E15 over the flags: pos[i] is how many are kept before i.

var<workgroup> scanned: array<u32, SIZE>;

// The sum of what the invocations before this one have brought.
fn exclusive(lid: u32, mine: u32) -> u32 {
  scanned[lid] = mine;
  workgroupBarrier();
  // After each step an element holds the sum of twice as many, itself the last of them.
  for (var back = 1u; back < SIZE; back *= 2) {
    var before = 0u;
    if (lid >= back) {
      before = scanned[lid - back];
    }
    // All have read before anybody stores, and all have stored before anybody reads.
    workgroupBarrier();
    scanned[lid] += before;
    workgroupBarrier();
  }
  return scanned[lid] - mine;
}

@compute @workgroup_size(SIZE)
fn local(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let first = wid.x * BLOCK + lid * EACH;

  // Four numbers alone, without meeting anybody; what lies behind the end counts as 0.
  var four = vec4u();
  for (var k = 0u; k < EACH; k++) {
    if (first + k < p.n) {
      four[k] = flags[first + k];
    }
  }
  let mine = four.x + four.y + four.z + four.w;

  var before = exclusive(lid, mine);
  if (lid == SIZE - 1) {
    sums[wid.x] = before + mine;
  }
  for (var k = 0u; k < EACH; k++) {
    if (first + k < p.n) {
      pos[first + k] = before;
    }
    before += four[k];
  }
}

@compute @workgroup_size(SIZE)
fn block(@builtin(local_invocation_index) lid: u32) {
  // The same scan over the sums, 256 at a time; `carry` is the sum of all rounds before.
  var carry = 0u;
  for (var start = 0u; start < p.blocks; start += SIZE) {
    let i = start + lid;
    var mine = 0u;
    if (i < p.blocks) {
      mine = sums[i];
    }
    let before = exclusive(lid, mine);
    if (i < p.blocks) {
      sums[i] = carry + before;
    }
    carry += scanned[SIZE - 1];
    // The next round stores to `scanned`: everybody must have read its last element.
    workgroupBarrier();
  }
}

@compute @workgroup_size(SIZE)
fn add(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  for (var k = 0u; k < EACH; k++) {
    let i = wid.x * BLOCK + k * SIZE + lid;
    if (i < p.n) {
      pos[i] += sums[wid.x];
    }
  }
}

// Last pass: whoever is kept knows its place, and the last one knows how many there are.
@compute @workgroup_size(SIZE)
fn scatter(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;
  if (i >= p.n) {
    // With no numbers at all nobody is the last one.
    if (i == 0) {
      count[0] = 0;
    }
    return;
  }
  if (flags[i] == 1) {
    kept[pos[i]] = x[i];
  }
  if (i == p.n - 1) {
    count[0] = pos[i];
  }
}

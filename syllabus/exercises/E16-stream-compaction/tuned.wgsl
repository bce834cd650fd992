struct P {
  n: u32,       // how many numbers there are
  blocks: u32,  // not needed here: the blocks are larger, and so fewer
  t: f32,       // what is above it is kept
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> kept: array<f32>;   // only its first count[0] elements
@group(0) @binding(3) var<storage, read_write> count: array<u32>;  // one element
@group(0) @binding(6) var<storage, read_write> sums: array<u32>;   // one for each block of 2048

const SIZE = 256u;
const FOLD = 16u;
const ROWS = 8u;            // an invocation has one number in each of 8 rows
const BLOCK = SIZE * ROWS;  // numbers of a block, row after row: neighbours read neighbours

// No flags and no places in memory: it costs less to compare a number twice than to store what came
// of it and to fetch that again. So x is read twice, and nothing else is moved but what is kept.
fn is_kept(i: u32) -> bool {
  return i < p.n && x[i] > p.t;
}

// First pass: how many numbers of each block are kept.
var<workgroup> total: atomic<u32>;

@compute @workgroup_size(SIZE)
fn local(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  var mine = 0u;
  for (var row = 0u; row < ROWS; row++) {
    mine += select(0u, 1u, is_kept(wid.x * BLOCK + row * SIZE + lid));
  }
  atomicAdd(&total, mine);
  workgroupBarrier();
  if (lid == 0) {
    sums[wid.x] = atomicLoad(&total);
  }
}

// A scan of four words at once in two steps: 16 invocations run through 16 words each, one runs
// through their 16 sums.
var<workgroup> scanned: array<vec4u, SIZE>;
var<workgroup> folded: array<vec4u, FOLD + 1>;

// What the invocations before this one have brought. The sum of all is in folded[FOLD].
fn exclusive(lid: u32, mine: vec4u) -> vec4u {
  scanned[lid] = mine;
  workgroupBarrier();
  if (lid < FOLD) {
    var run = vec4u();
    for (var k = lid * FOLD; k < (lid + 1) * FOLD; k++) {
      let here = scanned[k];
      scanned[k] = run;
      run += here;
    }
    folded[lid] = run;
  }
  workgroupBarrier();
  if (lid == 0) {
    var run = vec4u();
    for (var k = 0u; k < FOLD; k++) {
      let here = folded[k];
      folded[k] = run;
      run += here;
    }
    folded[FOLD] = run;
  }
  workgroupBarrier();
  return scanned[lid] + folded[lid / FOLD];
}

// Second pass, one workgroup: where the kept ones of each block begin, and how many there are in all.
@compute @workgroup_size(SIZE)
fn block(@builtin(local_invocation_index) lid: u32) {
  let blocks = (p.n + BLOCK - 1) / BLOCK;
  var carry = 0u;
  for (var start = 0u; start < blocks; start += SIZE) {
    let i = start + lid;
    var mine = 0u;
    if (i < blocks) {
      mine = sums[i];
    }
    let before = exclusive(lid, vec4u(mine, 0, 0, 0)).x;
    if (i < blocks) {
      sums[i] = carry + before;
    }
    carry += folded[FOLD].x;
    // The next round stores to `scanned` and `folded`: everybody must have read them.
    workgroupBarrier();
  }
  if (lid == 0) {
    count[0] = carry;
  }
}

// Third pass: whoever is kept finds its place and goes there. The eight rows are scanned in one go:
// no row keeps more than 256, so two of them share a word, 16 bits for each.
@compute @workgroup_size(SIZE)
fn scatter(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  var flags = vec4u();
  for (var row = 0u; row < ROWS; row++) {
    if (is_kept(wid.x * BLOCK + row * SIZE + lid)) {
      flags[row / 2] += 1u << (16 * (row % 2));
    }
  }
  let before = exclusive(lid, flags);
  let rows = folded[FOLD];

  var above = sums[wid.x];
  for (var row = 0u; row < ROWS; row++) {
    let half = 16 * (row % 2);
    if (((flags[row / 2] >> half) & 1) == 1) {
      let place = above + ((before[row / 2] >> half) & 0xFFFF);
      kept[place] = x[wid.x * BLOCK + row * SIZE + lid];
    }
    above += (rows[row / 2] >> half) & 0xFFFF;
  }
}

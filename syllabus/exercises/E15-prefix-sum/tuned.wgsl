struct P {
  n: u32,       // how many numbers there are
  blocks: u32,  // not needed here: the blocks are larger, and so fewer
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;
@group(0) @binding(3) var<storage, read_write> sums: array<u32>;  // one for each block of 4096

// The same numbers by fours: two variables may share a binding where no entry point uses both.
@group(0) @binding(1) var<storage, read> x4: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> y4: array<vec4<u32>>;

const SIZE = 256u;
const FOLD = 16u;
const ROWS = 4u;               // an invocation has one four in each of 4 rows
const QUADS = SIZE * ROWS;     // fours of a block, row after row: neighbours read neighbouring fours

// The four in row `row` of a block, 0 behind the last whole four.
fn load(block: u32, row: u32, lid: u32) -> vec4u {
  let q = block * QUADS + row * SIZE + lid;
  if (q < p.n / 4) {
    return x4[q];
  }
  return vec4u();
}

fn sum_of(four: vec4u) -> u32 {
  return four.x + four.y + four.z + four.w;
}

// First pass: the sum of each block. It stores one number and not 4096, which is why reading all
// numbers a second time, in `add`, is the cheaper way: 12 bytes a number where the solution moves 16.
var<workgroup> total: atomic<u32>;

@compute @workgroup_size(SIZE)
fn local(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  var mine = vec4u();
  for (var row = 0u; row < ROWS; row++) {
    mine += load(wid.x, row, lid);
  }
  atomicAdd(&total, sum_of(mine));
  workgroupBarrier();
  if (lid == 0) {
    sums[wid.x] = atomicLoad(&total);
  }
}

// A scan of four things at once, one in each component, in two steps: 16 invocations run through 16
// numbers each, one runs through their 16 sums. Three barriers, where a step that doubles needs 16.
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

// Second pass, one workgroup: the sums are scanned, 1024 at a time.
@compute @workgroup_size(SIZE)
fn block(@builtin(local_invocation_index) lid: u32) {
  let blocks = (p.n + 4 * QUADS - 1) / (4 * QUADS);
  var carry = 0u;
  for (var start = 0u; start < blocks; start += 4 * SIZE) {
    let first = start + 4 * lid;
    var four = vec4u();
    for (var k = 0u; k < 4; k++) {
      if (first + k < blocks) {
        four[k] = sums[first + k];
      }
    }
    var before = carry + exclusive(lid, vec4u(sum_of(four), 0, 0, 0)).x;
    carry += folded[FOLD].x;
    for (var k = 0u; k < 4; k++) {
      if (first + k < blocks) {
        sums[first + k] = before;
      }
      before += four[k];
    }
    // The next round stores to `scanned` and `folded`: everybody must have read them.
    workgroupBarrier();
  }
}

// Third pass: the four rows of a block are scanned together, each in its component; what lies in the
// rows above comes before all of a row.
@compute @workgroup_size(SIZE)
fn add(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  var fours: array<vec4u, ROWS>;
  for (var row = 0u; row < ROWS; row++) {
    fours[row] = load(wid.x, row, lid);
  }
  let mine = vec4u(sum_of(fours[0]), sum_of(fours[1]), sum_of(fours[2]), sum_of(fours[3]));
  let before = exclusive(lid, mine);
  let rows = folded[FOLD];

  var above = sums[wid.x];
  for (var row = 0u; row < ROWS; row++) {
    let four = fours[row];
    let q = wid.x * QUADS + row * SIZE + lid;
    if (q < p.n / 4) {
      let xy = four.x + four.y;
      y4[q] = above + before[row] + vec4u(0, four.x, xy, xy + four.z);
    }
    above += rows[row];
  }
}

// The last n % 4 numbers are in no four.
@compute @workgroup_size(SIZE)
fn rest(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x > 0) {
    return;
  }
  let whole = p.n - p.n % 4;
  var run = 0u;
  if (whole > 0) {
    run = y[whole - 1] + x[whole - 1];
  }
  for (var i = whole; i < p.n; i++) {
    y[i] = run;
    run += x[i];
  }
}

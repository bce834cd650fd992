struct P {
  n: u32,  // how many keys there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> src: array<u32>;           // the keys as they are
@group(0) @binding(2) var<storage, read_write> dst: array<u32>;     // the keys in the order of four more bits
@group(0) @binding(4) var<storage, read_write> counts: array<u32>;  // 16 digits, for each the blocks in order
@group(0) @binding(7) var<storage, read_write> shift: array<u32>;   // one word: where the four bits begin

// Radix sort: eight times over, the keys are put into the order of four of their bits, the lowest first. Each time keys
// of one digit keep their order, so that in the end all 32 bits count. No key is ever compared with another.
const SIZE = 256u;
const EACH = 4u;            // keys of an invocation
const BLOCK = SIZE * EACH;  // keys of a workgroup
const DIGITS = 16u;

fn digit_of(key: u32) -> u32 {
  return (key >> shift[0]) % DIGITS;
}

fn blocks() -> u32 {
  return max(1, (p.n + BLOCK - 1) / BLOCK);
}

@compute @workgroup_size(SIZE)
fn start(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x == 0) {
    shift[0] = 0;
  }
}

// After each turn: the next four bits. A pass of its own, since all of the last one still look at the word.
@compute @workgroup_size(SIZE)
fn turn(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x == 0) {
    shift[0] += 4;
  }
}

var<workgroup> found: array<atomic<u32>, DIGITS>;

// First pass: how many keys of each digit a block has.
@compute @workgroup_size(SIZE)
fn count_digits(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  for (var i = lid; i < BLOCK; i += SIZE) {
    let at = wid.x * BLOCK + i;
    if (at < p.n) {
      atomicAdd(&found[digit_of(src[at])], 1u);
    }
  }
  workgroupBarrier();
  // Digit by digit, and in each the blocks: in this order the counts add up to the places.
  if (lid < DIGITS && wid.x < blocks()) {
    counts[lid * blocks() + wid.x] = atomicLoad(&found[lid]);
  }
}

var<workgroup> sums: array<u32, SIZE>;

// Second pass, one workgroup: the counts become places, by an exclusive scan. Each invocation adds up a stretch, the
// stretches are scanned in workgroup memory, and each writes its stretch.
@compute @workgroup_size(SIZE)
fn scan(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (wid.x > 0) {
    return;
  }
  let all = DIGITS * blocks();
  let stretch = (all + SIZE - 1) / SIZE;
  let first = min(all, lid * stretch);
  let last = min(all, first + stretch);

  var sum = 0u;
  for (var i = first; i < last; i++) {
    sum += counts[i];
  }
  sums[lid] = sum;
  for (var reach = 1u; reach < SIZE; reach *= 2) {
    workgroupBarrier();
    var before = 0u;
    if (lid >= reach) {
      before = sums[lid - reach];
    }
    workgroupBarrier();
    sums[lid] += before;
  }

  var place = sums[lid] - sum;
  for (var i = first; i < last; i++) {
    let count = counts[i];
    counts[i] = place;
    place += count;
  }
}

// Two counts of at most 1024 share a word: the digits 0 and 1, 2 and 3, ... Word after word, for all invocations, so that
// neighbours reach into different banks.
const WORDS = DIGITS / 2;
var<workgroup> ahead: array<u32, WORDS * SIZE>;

// Third pass: each key goes to the place of its digit and block, behind those of its digit that stand before it.
@compute @workgroup_size(SIZE)
fn scatter(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let start = wid.x * BLOCK + lid * EACH;
  let end = min(p.n, start + EACH);

  // The own column of the table is nobody else's yet, and starts as zeros.
  for (var at = start; at < end; at++) {
    let digit = digit_of(src[at]);
    ahead[(digit / 2) * SIZE + lid] += 1u << (16 * (digit % 2));
  }
  var own: array<u32, WORDS>;
  for (var word = 0u; word < WORDS; word++) {
    own[word] = ahead[word * SIZE + lid];
  }

  // The scan of all digits at once: halves of a word do not run into each other.
  for (var reach = 1u; reach < SIZE; reach *= 2) {
    var before = array<u32, WORDS>();
    workgroupBarrier();
    if (lid >= reach) {
      for (var word = 0u; word < WORDS; word++) {
        before[word] = ahead[word * SIZE + lid - reach];
      }
    }
    workgroupBarrier();
    for (var word = 0u; word < WORDS; word++) {
      ahead[word * SIZE + lid] += before[word];
    }
  }

  // The scan has counted the own keys too; they are taken off, and put back one by one as they find their places.
  for (var word = 0u; word < WORDS; word++) {
    ahead[word * SIZE + lid] -= own[word];
  }
  for (var at = start; at < end; at++) {
    let key = src[at];
    let digit = digit_of(key);
    let half = 16 * (digit % 2);
    let word = (digit / 2) * SIZE + lid;
    dst[counts[digit * blocks() + wid.x] + ((ahead[word] >> half) & 0xffff)] = key;
    ahead[word] += 1u << half;
  }
}

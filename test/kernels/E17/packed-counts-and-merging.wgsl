struct P {
  n: u32,  // how many keys there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> src: array<u32>;              // the keys as they are
@group(0) @binding(2) var<storage, read_write> dst: array<u32>;        // where those of large segments go
@group(0) @binding(3) var<storage, read_write> y: array<u32>;          // sorted in the end
@group(0) @binding(4) var<storage, read> todo: array<u32>;             // a count, then pairs (lo, hi)
@group(0) @binding(5) var<storage, read_write> large: array<atomic<u32>>;  // such a list, to be partitioned
@group(0) @binding(6) var<storage, read_write> small: array<atomic<u32>>;  // such a list, to be sorted

const SIZE = 256u;
const SMALL = 1024u;  // a segment of so many keys, or fewer, is sorted by one workgroup

// The bookkeeping.

fn push_large(lo: u32, hi: u32) {
  let place = 1 + 2 * atomicAdd(&large[0], 1u);
  atomicStore(&large[place], lo);
  atomicStore(&large[place + 1], hi);
}

fn push_small(lo: u32, hi: u32) {
  let place = 1 + 2 * atomicAdd(&small[0], 1u);
  atomicStore(&small[place], lo);
  atomicStore(&small[place + 1], hi);
}

// The keys lo to hi - 1 belong together now, and are to be sorted; nothing is done for none.
fn push(lo: u32, hi: u32) {
  if (hi - lo > SMALL) {
    push_large(lo, hi);
  } else if (hi > lo) {
    push_small(lo, hi);
  }
}

// The keys of a small segment lie in y, those of a large one in dst.
fn put(segment: u32, i: u32, key: u32) {
  if (segment > SMALL) {
    dst[i] = key;
  } else {
    y[i] = key;
  }
}

// The place of the pivot: somewhere in the segment, and not where some special order has its extremes.
fn pivot_place(lo: u32, hi: u32) -> u32 {
  var mixed = (lo ^ (hi * 0x9E3779B9u)) * 0x85EBCA6Bu;
  mixed = (mixed ^ (mixed >> 15)) * 0xC2B2AE35u;
  return lo + (mixed ^ (mixed >> 16)) % (hi - lo);
}

// At the start there is one segment, which is everything.
@compute @workgroup_size(SIZE)
fn start(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;
  if (i == 0) {
    atomicStore(&large[0], 0u);
    atomicStore(&small[0], 0u);
    push(0, p.n);
  }
  if (i < p.n) {
    put(p.n, i, src[i]);
  }
}

// Empties the list that the next pass fills.
@compute @workgroup_size(SIZE)
fn clear(@builtin(local_invocation_index) lid: u32) {
  if (lid == 0) {
    atomicStore(&large[0], 0u);
  }
}

// Counts of less (low half) and greater (high half) keys in one word: a round has 1024 keys.

var<workgroup> sums: array<u32, SIZE>;

fn before_me(lid: u32, mine: u32) -> u32 {
  sums[lid] = mine;
  workgroupBarrier();
  for (var back = 1u; back < SIZE; back <<= 1) {
    let other = select(0u, sums[max(lid, back) - back], lid >= back);
    workgroupBarrier();
    sums[lid] += other;
    workgroupBarrier();
  }
  return sums[lid] - mine;
}

fn flag(key: u32, pivot: u32) -> u32 {
  return u32(key < pivot) + (u32(key > pivot) << 16);
}

var<workgroup> less: atomic<u32>;
var<workgroup> greater: atomic<u32>;

@compute @workgroup_size(SIZE)
fn part3(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (wid.x >= todo[0]) { return; }
  let lo = todo[1 + 2 * wid.x];
  let hi = todo[2 + 2 * wid.x];
  let pivot = src[pivot_place(lo, hi)];
  for (var i = lo + lid; i < hi; i += SIZE) {
    let key = src[i];
    if (key < pivot) { atomicAdd(&less, 1u); }
    if (key > pivot) { atomicAdd(&greater, 1u); }
  }
  workgroupBarrier();
  let mid0 = lo + atomicLoad(&less);
  let mid1 = hi - atomicLoad(&greater);

  // All equal keys are the pivot: they need not be moved.
  for (var i = mid0 + lid; i < mid1; i += SIZE) { y[i] = pivot; }

  var smaller = lo;
  var larger = mid1;
  for (var round = lo; round < hi; round += 4 * SIZE) {
    var four = vec4u(pivot);
    var mine = 0u;
    for (var k = 0u; k < 4; k++) {
      let i = round + 4 * lid + k;
      if (i < hi) { four[k] = src[i]; }
      mine += flag(four[k], pivot);
    }
    let before = before_me(lid, mine);
    var at0 = smaller + (before & 0xFFFF);
    var at1 = larger + (before >> 16);
    for (var k = 0u; k < 4; k++) {
      if (four[k] < pivot) {
        put(mid0 - lo, at0, four[k]);
        at0++;
      }
      if (four[k] > pivot) {
        put(hi - mid1, at1, four[k]);
        at1++;
      }
    }
    let all = sums[SIZE - 1];
    smaller += all & 0xFFFF;
    larger += all >> 16;
    workgroupBarrier();
  }
  if (lid == 255) {
    push(mid1, hi);
    push(lo, mid0);
  }
}

var<workgroup> ping: array<u32, SMALL>;
var<workgroup> pong: array<u32, SMALL>;

// How many of the `count` sorted keys from `first` on come before `key`; of equal ones only where `ties` says so.
fn rank(key: u32, first: u32, count: u32, ties: bool) -> u32 {
  var low = 0u;
  var high = count;
  while (low < high) {
    let middle = (low + high) / 2;
    let other = ping[first + middle];
    if (other < key || (ties && other == key)) { low = middle + 1; } else { high = middle; }
  }
  return low;
}

// Merge sort: each key finds its place in the joined run by a binary search in the other one.
@compute @workgroup_size(SIZE)
fn base(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lid: u32,
) {
  for (var s = wid.x; s < todo[0]; s += groups.x) {
    let lo = todo[1 + 2 * s];
    let count = todo[2 + 2 * s] - lo;
    for (var i = lid; i < count; i += SIZE) { ping[i] = y[lo + i]; }
    workgroupBarrier();
    for (var length = 1u; length < count; length *= 2) {
      for (var i = lid; i < count; i += SIZE) {
        let run = i / length;
        let joined = (run & ~1u) * length;
        let second = run % 2 == 1;
        let other = select(joined + length, joined, second);
        let there = select(0u, min(length, count - min(count, other)), other < count);
        pong[joined + i % length + rank(ping[i], other, there, second)] = ping[i];
      }
      workgroupBarrier();
      for (var i = lid; i < count; i += SIZE) { ping[i] = pong[i]; }
      workgroupBarrier();
    }
    for (var i = lid; i < count; i += SIZE) { y[lo + i] = ping[i]; }
    workgroupBarrier();
  }
}

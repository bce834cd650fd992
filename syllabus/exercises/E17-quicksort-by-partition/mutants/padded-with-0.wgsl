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

// The two scans of E15 in one: how many invocations before this one bring a 1, in each component.

var<workgroup> scanned: array<vec2u, SIZE>;

fn exclusive(lid: u32, mine: vec2u) -> vec2u {
  scanned[lid] = mine;
  workgroupBarrier();
  for (var back = 1u; back < SIZE; back *= 2) {
    var before = vec2u();
    if (lid >= back) {
      before = scanned[lid - back];
    }
    workgroupBarrier();
    scanned[lid] += before;
    workgroupBarrier();
  }
  return scanned[lid] - mine;
}

// (1, 0) for a key that is less than the pivot, (0, 1) for one that is greater, (0, 0) for an equal one.
fn side(key: u32, pivot: u32) -> vec2u {
  return vec2u(select(0u, 1u, key < pivot), select(0u, 1u, key > pivot));
}

// One workgroup for each segment of the list.
@compute @workgroup_size(SIZE)
fn part3(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  // The whole workgroup leaves, or none of it: the barriers below are met by all.
  if (wid.x >= todo[0]) {
    return;
  }
  let lo = todo[1 + 2 * wid.x];
  let hi = todo[2 + 2 * wid.x];
  let pivot = src[pivot_place(lo, hi)];

  // Once over the segment to count: only then is it known where the groups begin.
  var mine = vec2u();
  for (var i = lo + lid; i < hi; i += SIZE) {
    mine += side(src[i], pivot);
  }
  _ = exclusive(lid, mine);
  let all = scanned[SIZE - 1];
  workgroupBarrier();
  let mid0 = lo + all.x;  // the equal ones begin here,
  let mid1 = hi - all.y;  // and the greater ones here

  // Once more to move, 256 keys at a time; `carry` counts those of all rounds before.
  var carry = vec2u();
  for (var first = lo; first < hi; first += SIZE) {
    let i = first + lid;
    // Who has no key left brings one that is equal, and so counts nowhere.
    var key = pivot;
    if (i < hi) {
      key = src[i];
    }
    let mine = side(key, pivot);
    let at = carry + exclusive(lid, mine);
    carry += scanned[SIZE - 1];
    if (mine.x == 1) {
      put(mid0 - lo, lo + at.x, key);
    } else if (mine.y == 1) {
      put(hi - mid1, mid1 + at.y, key);
    } else if (i < hi) {
      // An equal key has found its place for good.
      y[mid0 + (i - lo) - at.x - at.y] = key;
    }
    // The next round stores to `scanned`: everybody must have read its last element.
    workgroupBarrier();
  }

  // The two outer groups are smaller than the segment, since the pivot is in neither.
  if (lid == 0) {
    push(lo, mid0);
    push(mid1, hi);
  }
}

var<workgroup> room: array<u32, SMALL>;

// Bitonic sort of the first `size` keys of `room`, a power of two: sorted runs, every other one
// descending, are joined to runs of twice the length.
fn bitonic(lid: u32, size: u32) {
  for (var length = 2u; length <= size; length *= 2) {
    for (var gap = length / 2; gap > 0; gap /= 2) {
      for (var pair = lid; pair < size / 2; pair += SIZE) {
        let low = 2 * pair - pair % gap;
        let high = low + gap;
        let ascending = (low & length) == 0;
        let a = room[low];
        let b = room[high];
        if ((a > b) == ascending) {
          room[low] = b;
          room[high] = a;
        }
      }
      // Not all exchange, but all wait.
      workgroupBarrier();
    }
  }
}

// The small segments, which lie in y, one workgroup for each; there may be more of them than workgroups.
@compute @workgroup_size(SIZE)
fn base(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lid: u32,
) {
  for (var s = wid.x; s < todo[0]; s += groups.x) {
    let lo = todo[1 + 2 * s];
    let hi = todo[2 + 2 * s];
    var size = 2u;
    while (size < hi - lo) {
      size *= 2;
    }
    for (var i = lid; i < size; i += SIZE) {
      var key = 0u;
      if (lo + i < hi) {
        key = y[lo + i];
      }
      room[i] = key;
    }
    workgroupBarrier();
    bitonic(lid, size);
    for (var i = lid; i < hi - lo; i += SIZE) {
      y[lo + i] = room[i];
    }
    // The next segment is loaded into the same room.
    workgroupBarrier();
  }
}

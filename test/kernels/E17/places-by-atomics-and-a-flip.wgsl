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

// Who comes first takes the next place: keys are all that there is, so their order in a group does not matter.

var<workgroup> smaller: atomic<u32>;
var<workgroup> greater: atomic<u32>;
var<workgroup> found: vec2u;
var<workgroup> at0: atomic<u32>;
var<workgroup> at1: atomic<u32>;

@compute @workgroup_size(SIZE)
fn part3(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (wid.x < todo[0]) {
    let lo = todo[1 + 2 * wid.x];
    let hi = todo[2 + 2 * wid.x];
    let length = hi - lo;
    // Any key of the segment will do, as long as it is not always a bad one.
    let pivot = src[lo + ((length * 40503u) >> 3) % length];
    for (var i = lid; i < length; i += SIZE) {
      let key = src[lo + i];
      atomicAdd(&smaller, u32(key < pivot));
      atomicAdd(&greater, u32(key > pivot));
    }
    workgroupBarrier();
    if (lid == 0) { found = vec2u(atomicLoad(&smaller), atomicLoad(&greater)); }
    let counts = workgroupUniformLoad(&found);
    for (var i = lid; i < length; i += SIZE) {
      let key = src[lo + i];
      if (key < pivot) { put(counts.x, lo + atomicAdd(&at0, 1u), key); }
      if (key > pivot) { put(counts.y, hi - 1 - atomicAdd(&at1, 1u), key); }
      if (i >= counts.x && i < length - counts.y) { y[lo + i] = pivot; }
    }
    if (lid == 100) {
      push(lo, lo + counts.x);
      push(hi - counts.y, hi);
    }
  }
}

var<workgroup> keys: array<u32, SMALL>;

fn ordered(a: u32, b: u32) {
  let lower = min(keys[a], keys[b]);
  keys[b] = max(keys[a], keys[b]);
  keys[a] = lower;
}

// The form in which everything ascends: the first step of each length compares mirror images.
@compute @workgroup_size(SIZE)
fn base(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lid: u32,
) {
  for (var s = wid.x; s < todo[0]; s += groups.x) {
    let lo = todo[1 + 2 * s];
    let hi = todo[2 + 2 * s];
    for (var i = lid; i < SMALL; i += SIZE) {
      if (lo + i < hi) { keys[i] = y[lo + i]; } else { keys[i] = 0xFFFFFFFFu; }
    }
    workgroupBarrier();
    for (var half = 1u; half < SMALL; half *= 2) {
      for (var q = lid; q < SMALL / 2; q += SIZE) {
        let start = q / half * 2 * half;
        ordered(start + q % half, start + 2 * half - 1 - q % half);
      }
      workgroupBarrier();
      for (var gap = half / 2; gap > 0; gap /= 2) {
        for (var q = lid; q < SMALL / 2; q += SIZE) {
          let low = q / gap * 2 * gap + q % gap;
          ordered(low, low + gap);
        }
        workgroupBarrier();
      }
    }
    for (var i = lid; i < SMALL; i += SIZE) {
      if (lo + i < hi) { y[lo + i] = keys[i]; }
    }
    workgroupBarrier();
  }
}

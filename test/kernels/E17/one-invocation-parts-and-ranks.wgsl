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

// One invocation partitions alone, as on a CPU: slow, and right.
@compute @workgroup_size(SIZE)
fn part3(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (wid.x >= todo[0] || lid != 0) { return; }
  let lo = todo[1 + 2 * wid.x];
  let hi = todo[2 + 2 * wid.x];
  let pivot = src[pivot_place(lo, hi)];
  var less = 0u;
  var equal = 0u;
  for (var i = lo; i < hi; i++) {
    less += u32(src[i] < pivot);
    equal += u32(src[i] == pivot);
  }
  var at = vec3u(lo, lo + less, lo + less + equal);
  for (var i = lo; i < hi; i++) {
    let key = src[i];
    if (key < pivot) {
      put(less, at.x, key);
      at.x++;
    } else if (key == pivot) {
      y[at.y] = key;
      at.y++;
    } else {
      put(hi - lo - less - equal, at.z, key);
      at.z++;
    }
  }
  push(lo, lo + less);
  push(lo + less + equal, hi);
}

var<workgroup> four: array<vec4u, SMALL / 4>;

// Each key counts those that come before it: no steps, but the square of the work.
@compute @workgroup_size(SIZE)
fn base(
  @builtin(workgroup_id) wid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lid: u32,
) {
  for (var s = wid.x; s < todo[0]; s += groups.x) {
    let lo = todo[1 + 2 * s];
    let count = todo[2 + 2 * s] - lo;
    var mine = vec4u(0xFFFFFFFFu);
    for (var k = 0u; k < 4; k++) {
      if (4 * lid + k < count) { mine[k] = y[lo + 4 * lid + k]; }
    }
    four[lid] = mine;
    // All have taken their keys from y before anybody stores to it.
    storageBarrier();
    workgroupBarrier();
    for (var k = 0u; k < 4; k++) {
      let own = 4 * lid + k;
      if (own >= count) { break; }
      var place = 0u;
      for (var i = 0u; i < count; i++) {
        let other = four[i / 4][i % 4];
        place += u32(other < mine[k] || (other == mine[k] && i < own));
      }
      y[lo + place] = mine[k];
    }
    workgroupBarrier();
  }
}

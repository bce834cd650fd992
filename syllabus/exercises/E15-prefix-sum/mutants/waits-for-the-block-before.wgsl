struct P {
  n: u32,       // how many numbers there are
  blocks: u32,  // ceil(n / 1024): how many workgroups run local and add
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;
@group(0) @binding(3) var<storage, read_write> sums: array<atomic<u32>>;  // of a block and all before it, with READY

const SIZE = 256u;
const EACH = 4u;  // numbers of one invocation
const BLOCK = SIZE * EACH;
const READY = 1u << 31;

var<workgroup> scanned: array<u32, SIZE>;
var<workgroup> carry: u32;

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
      four[k] = x[first + k];
    }
  }
  let mine = four.x + four.y + four.z + four.w;

  var before = exclusive(lid, mine);
  if (lid == SIZE - 1) {
    carry = 0;
    if (wid.x > 0) {
      // The block before this one is sure to come soon.
      loop {
        let seen = atomicLoad(&sums[wid.x - 1]);
        if ((seen & READY) != 0) {
          carry = seen & ~READY;
          break;
        }
      }
    }
    atomicStore(&sums[wid.x], (carry + before + mine) | READY);
  }
  workgroupBarrier();
  before += carry;
  for (var k = 0u; k < EACH; k++) {
    if (first + k < p.n) {
      y[first + k] = before;
    }
    before += four[k];
  }
}

@compute @workgroup_size(SIZE)
fn block() {
}

@compute @workgroup_size(SIZE)
fn add() {
}

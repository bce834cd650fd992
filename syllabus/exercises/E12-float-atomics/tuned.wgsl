struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> top: array<atomic<u32>>;    // bits of an f32
@group(0) @binding(3) var<storage, read_write> total: array<atomic<u32>>;  // bits of an f32
@group(0) @binding(4) var<storage, read_write> count: array<atomic<u32>>;  // a whole number
@group(0) @binding(5) var<storage, read_write> retries: array<atomic<u32>>;  // yours to count in

override W: u32 = 256;

const EACH = 16u;  // numbers of one invocation; they lie W apart, so that neighbours read neighbours

var<workgroup> largest: atomic<u32>;
var<workgroup> shares: array<f32, W>;

@compute @workgroup_size(W)
fn amax(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let start = wid.x * W * EACH;
  let end = min(p.n, start + W * EACH);
  var mine = 0.0;
  for (var i = start + lid; i < end; i += W) {
    mine = max(mine, abs(x[i]));
  }
  atomicMax(&largest, bitcast<u32>(mine));
  workgroupBarrier();
  // One atomic on the common word for each workgroup, instead of one for each number.
  if (lid == 0) {
    atomicMax(&top[0], atomicLoad(&largest));
  }
}

@compute @workgroup_size(W)
fn asum(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let start = wid.x * W * EACH;
  let end = min(p.n, start + W * EACH);
  var mine = 0.0;
  for (var i = start + lid; i < end; i += W) {
    mine += x[i];
  }
  shares[lid] = mine;
  workgroupBarrier();
  // Halves, rounded up, since W need not be a power of two.
  for (var left = W; left > 1; left = (left + 1) / 2) {
    let half = (left + 1) / 2;
    if (lid + half < left) {
      shares[lid] += shares[lid + half];
    }
    workgroupBarrier();
  }

  if (lid != 0 || start >= p.n) {
    return;
  }
  var failed = 0u;
  var old = atomicLoad(&total[0]);
  loop {
    let sum = bitcast<f32>(old) + shares[0];
    let tried = atomicCompareExchangeWeak(&total[0], old, bitcast<u32>(sum));
    if (tried.exchanged) {
      break;
    }
    old = tried.old_value;
    failed++;
  }
  atomicAdd(&count[0], end - start);
  if (failed > 0) {
    atomicAdd(&retries[0], failed);
  }
}

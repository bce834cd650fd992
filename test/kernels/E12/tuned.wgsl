struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> top: array<atomic<u32>>;    // bits of an f32
@group(0) @binding(3) var<storage, read_write> total: array<atomic<u32>>;  // bits of an f32
@group(0) @binding(4) var<storage, read_write> count: array<atomic<u32>>;  // a whole number

override W: u32 = 256;

var<workgroup> largest: atomic<u32>;
var<workgroup> shares: array<f32, W>;

@compute @workgroup_size(W)
fn amax(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (gid.x < p.n) {
    atomicMax(&largest, bitcast<u32>(abs(x[gid.x])));
  }
  workgroupBarrier();
  // One atomic on the common word for each workgroup, instead of one for each number.
  if (lid == 0) {
    atomicMax(&top[0], atomicLoad(&largest));
  }
}

@compute @workgroup_size(W)
fn asum(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (gid.x < p.n) {
    shares[lid] = x[gid.x];
  }
  workgroupBarrier();
  // Halves, rounded up, since W need not be a power of two.
  for (var left = W; left > 1; left = (left + 1) / 2) {
    let half = (left + 1) / 2;
    if (lid + half < left) {
      shares[lid] += shares[lid + half];
    }
    workgroupBarrier();
  }

  let start = gid.x - lid;
  if (lid != 0 || start >= p.n) {
    return;
  }
  var old = atomicLoad(&total[0]);
  loop {
    let sum = bitcast<f32>(old) + shares[0];
    let tried = atomicCompareExchangeWeak(&total[0], old, bitcast<u32>(sum));
    if (tried.exchanged) {
      break;
    }
    old = tried.old_value;
  }
  atomicAdd(&count[0], min(W, p.n - start));
}

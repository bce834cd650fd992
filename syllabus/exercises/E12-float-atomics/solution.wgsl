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

// Floats that are not negative are ordered as their bits are.
@compute @workgroup_size(W)
fn amax(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x < p.n) {
    atomicMax(&top[0], bitcast<u32>(abs(x[gid.x])));
  }
}

@compute @workgroup_size(W)
fn asum(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.n) {
    return;
  }

  // The new sum is stored only where the old one is still there. If somebody was quicker (or the
  // exchange failed for no reason, as the weak one may), the sum is made again from what is there now.
  var failed = 0u;
  var old = atomicLoad(&total[0]);
  loop {
    let sum = bitcast<f32>(old) + x[gid.x];
    let tried = atomicCompareExchangeWeak(&total[0], old, bitcast<u32>(sum));
    if (tried.exchanged) {
      break;
    }
    old = tried.old_value;
    failed++;
  }
  atomicAdd(&count[0], 1u);
  if (failed > 0) {
    atomicAdd(&retries[0], failed);
  }
}

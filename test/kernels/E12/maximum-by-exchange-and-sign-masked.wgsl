struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> top: array<atomic<u32>>;    // bits of an f32
@group(0) @binding(3) var<storage, read_write> total: array<atomic<u32>>;  // bits of an f32
@group(0) @binding(4) var<storage, read_write> count: array<atomic<u32>>;  // a whole number

override W: u32 = 256;

@compute @workgroup_size(W)
fn amax(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.n) { return; }
  let mine = bitcast<u32>(x[gid.x]) & 0x7fffffffu;
  var old = 0u;
  while (mine > old) {
    let tried = atomicCompareExchangeWeak(&top[0], old, mine);
    if (tried.exchanged) { break; }
    old = tried.old_value;
  }
}

@compute @workgroup_size(W)
fn asum(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x < p.n) {
    atomicAdd(&count[0], 1u);
    var old = 0u;
    for (;;) {
      let tried = atomicCompareExchangeWeak(&total[0], old, bitcast<u32>(x[gid.x] + bitcast<f32>(old)));
      if (tried.exchanged) { break; }
      old = tried.old_value;
    }
  }
}

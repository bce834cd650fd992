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
fn amax(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (lid != 0) { return; }
  var most = 0.0;
  for (var i = wid.x * W; i < min(p.n, (wid.x + 1) * W); i++) { most = max(most, abs(x[i])); }
  atomicMax(&top[0], bitcast<u32>(most));
}

@compute @workgroup_size(W)
fn asum(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (lid != 0) { return; }
  var sum = 0.0;
  var many = 0u;
  for (var i = wid.x * W; i < min(p.n, (wid.x + 1) * W); i++) {
    sum += x[i];
    many++;
  }
  var done = false;
  while (!done) {
    let old = atomicLoad(&total[0]);
    done = atomicCompareExchangeWeak(&total[0], old, bitcast<u32>(bitcast<f32>(old) + sum)).exchanged;
  }
  atomicAdd(&count[0], many);
}

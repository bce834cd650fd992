struct P {
  n: u32,       // how many numbers there are
  groups: u32,  // how many workgroups run partial
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> part: array<atomic<u32>>;  // bits of an f32
@group(0) @binding(3) var<storage, read_write> m: array<f32>;             // one element
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

const SIZE = 256u;

// Whoever wants a maximum of many workgroups has to begin somewhere: with 0, which no magnitude is below.
@compute @workgroup_size(SIZE)
fn clear(@builtin(local_invocation_index) lid: u32) {
  if (lid == 0) {
    atomicStore(&part[0], 0u);
  }
}

// Every number goes to the same word, and there all of them queue. The bits of floats that are not
// negative have the order of the floats (E12 says why).
@compute @workgroup_size(SIZE)
fn partial(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  for (var i = gid.x; i < p.n; i += groups.x * SIZE) {
    atomicMax(&part[0], bitcast<u32>(abs(x[i])));
  }
}

@compute @workgroup_size(SIZE)
fn final_(@builtin(local_invocation_index) lid: u32) {
  if (lid == 0) {
    m[0] = bitcast<f32>(atomicLoad(&part[0]));
  }
}

@compute @workgroup_size(SIZE)
fn scale(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let divisor = m[0];
  for (var i = gid.x; i < p.n; i += groups.x * SIZE) {
    if (divisor == 0.0) {
      y[i] = 0.0;
    } else {
      y[i] = x[i] / divisor;
    }
  }
}

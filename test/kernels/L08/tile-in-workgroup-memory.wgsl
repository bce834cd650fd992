struct P {
  N: u32,
  Ci: u32,
  HW: u32,
  Co: u32,
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

const T = 8u;
var<workgroup> xs: array<f32, T * T>;
var<workgroup> ws: array<f32, T * T>;

// The textbook's matrix product: eight channels at a time, both tiles in workgroup memory, zeros past the ends.
@compute @workgroup_size(T, T, 1)
fn main(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(local_invocation_id) lid: vec3u,
  @builtin(workgroup_id) wid: vec3u,
) {
  if (wid.z >= p.N) {
    return;
  }
  var sum = 0.0;
  for (var c = 0u; c < p.Ci; c += T) {
    let here = lid.y * T + lid.x;
    xs[here] = 0.0;
    ws[here] = 0.0;
    if (c + lid.y < p.Ci && gid.x < p.HW) {
      xs[here] = x[(wid.z * p.Ci + c + lid.y) * p.HW + gid.x];
    }
    if (c + lid.x < p.Ci && gid.y < p.Co) {
      ws[here] = w[gid.y * p.Ci + c + lid.x];
    }
    workgroupBarrier();
    for (var k = 0u; k < T; k++) {
      sum += ws[lid.y * T + k] * xs[k * T + lid.x];
    }
    workgroupBarrier();
  }
  if (gid.x < p.HW && gid.y < p.Co) {
    y[(wid.z * p.Co + gid.y) * p.HW + gid.x] = sum;
  }
}

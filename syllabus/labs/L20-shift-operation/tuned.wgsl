struct P {
  N: u32,   // images
  C: u32,   // input channels
  H: u32,   // height
  W: u32,   // width
  Co: u32,  // output channels
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;        // [N, C, H, W]
@group(0) @binding(2) var<storage, read> d: array<i32>;        // dy of all channels | dx of all channels
@group(0) @binding(3) var<storage, read_write> s: array<f32>;  // [N, C, H, W], x shifted
@group(0) @binding(4) var<storage, read> w: array<f32>;        // [Co, C]
@group(0) @binding(5) var<storage, read_write> y: array<f32>;  // [N, Co, H, W]

const ACROSS = 4u;    // pixels of a row that an invocation computes
const CHANNELS = 8u;  // and for so many output channels

// Four shifted numbers side by side. The plane and the shift are the same for all lanes of a workgroup.
fn four(plane: u32, c: u32, r: u32, q: u32) -> vec4f {
  let row = i32(r) + d[c];
  if (row < 0 || row >= i32(p.H)) {
    return vec4f();
  }
  let at = vec4i(i32(q) + d[p.C + c]) + vec4i(0, 1, 2, 3);
  // Each load has a legal address; what came from outside is replaced afterwards.
  let safe = vec4u(clamp(at, vec4i(0), vec4i(i32(p.W) - 1))) + (plane * p.H + u32(row)) * p.W;
  let value = vec4f(x[safe.x], x[safe.y], x[safe.z], x[safe.w]);
  return select(vec4f(), value, (at >= vec4i(0)) & (at < vec4i(i32(p.W))));
}

@compute @workgroup_size(8, 8, 1)
fn shift(@builtin(global_invocation_id) gid: vec3u) {
  let q = gid.x * ACROSS;
  if (q >= p.W || gid.y >= p.H || gid.z >= p.N * p.C) {
    return;
  }
  let value = four(gid.z, gid.z % p.C, gid.y, q);
  let at = (gid.z * p.H + gid.y) * p.W + q;
  for (var k = 0u; k < min(ACROSS, p.W - q); k++) {
    s[at + k] = value[k];
  }
}

// Four loads of x and eight of w for 32 multiply-adds. z is image and block of eight output channels.
@compute @workgroup_size(8, 8, 1)
fn shiftPw(@builtin(global_invocation_id) gid: vec3u, @builtin(workgroup_id) wid: vec3u) {
  let blocks = (p.Co + CHANNELS - 1) / CHANNELS;
  let q = gid.x * ACROSS;
  if (q >= p.W || gid.y >= p.H || wid.z >= p.N * blocks) {
    return;
  }
  let n = wid.z / blocks;
  let first = (wid.z % blocks) * CHANNELS;
  // Past the last output channel its weights are taken again, and the sums are not stored.
  let here = vec4u(first) + vec4u(0, 1, 2, 3);
  let low = min(here, vec4u(p.Co - 1)) * p.C;
  let high = min(here + 4, vec4u(p.Co - 1)) * p.C;
  var sums: array<vec4f, CHANNELS>;
  for (var c = 0u; c < p.C; c++) {
    let value = four(n * p.C + c, c, gid.y, q);
    sums[0] += w[low.x + c] * value;
    sums[1] += w[low.y + c] * value;
    sums[2] += w[low.z + c] * value;
    sums[3] += w[low.w + c] * value;
    sums[4] += w[high.x + c] * value;
    sums[5] += w[high.y + c] * value;
    sums[6] += w[high.z + c] * value;
    sums[7] += w[high.w + c] * value;
  }
  for (var k = 0u; k < min(CHANNELS, p.Co - first); k++) {
    let at = ((n * p.Co + first + k) * p.H + gid.y) * p.W + q;
    for (var j = 0u; j < min(ACROSS, p.W - q); j++) {
      y[at + j] = sums[k][j];
    }
  }
}

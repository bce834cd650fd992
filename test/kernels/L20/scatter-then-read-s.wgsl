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

// The shift as a scatter: each number is sent to its place. A place that none is sent to clears itself.
@compute @workgroup_size(32, 1, 1)
fn shift(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.C) { return; }
  let c = gid.z % p.C;
  let plane = gid.z * p.H * p.W;
  let size = vec2i(vec2u(p.W, p.H));
  let by = vec2i(d[p.C + c], d[c]);
  let at = vec2i(gid.xy);
  let to = at - by;
  if (all(to >= vec2i()) && all(to < size)) {
    s[plane + u32(to.y) * p.W + u32(to.x)] = x[plane + gid.y * p.W + gid.x];
  }
  let source = at + by;
  if (any(source < vec2i()) || any(source >= size)) { s[plane + gid.y * p.W + gid.x] = 0.0; }
}

@compute @workgroup_size(8, 4, 2)
fn shiftPw(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x >= p.W || gid.y >= p.H || gid.z >= p.N * p.Co) { return; }
  // Here s is taken: the pass before has stored it. Even and odd channels have a sum each.
  let plane = p.H * p.W;
  let pixel = gid.z / p.Co * p.C * plane + gid.y * p.W + gid.x;
  let row = gid.z % p.Co * p.C;
  var sums = vec2f();
  for (var c = 0u; c < p.C; c++) { sums[c % 2] += w[row + c] * s[pixel + c * plane]; }
  y[gid.z * plane + gid.y * p.W + gid.x] = sums.x + sums.y;
}

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

// One comparison a direction: a negative number is a huge one in u32.
@compute @workgroup_size(16, 2, 2)
fn shift(@builtin(global_invocation_id) gid: vec3u) {
  if (any(gid >= vec3u(p.W, p.H, p.N * p.C))) { return; }
  let c = gid.z % p.C;
  let source = vec2u(vec2i(gid.xy) + vec2i(d[p.C + c], d[c]));
  var value = 0.0;
  if (source.x < p.W && source.y < p.H) { value = x[(gid.z * p.H + source.y) * p.W + source.x]; }
  s[(gid.z * p.H + gid.y) * p.W + gid.x] = value;
}

@compute @workgroup_size(4, 4, 4)
fn shiftPw(@builtin(global_invocation_id) gid: vec3u) {
  if (any(gid >= vec3u(p.W, p.H, p.N * p.Co))) { return; }
  var sum = 0.0;
  for (var c = p.C; c > 0; c--) {
    let source = vec2u(vec2i(gid.xy) + vec2i(d[p.C + c - 1], d[c - 1]));
    if (source.x >= p.W || source.y >= p.H) { continue; }
    let plane = gid.z / p.Co * p.C + c - 1;
    sum = fma(w[gid.z % p.Co * p.C + c - 1], x[(plane * p.H + source.y) * p.W + source.x], sum);
  }
  y[(gid.z * p.H + gid.y) * p.W + gid.x] = sum;
}

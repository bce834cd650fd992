struct P {
  n: u32,      // length of the signal
  terms: u32,  // how many terms each average has at most
  c: f32,      // weight of the newest value, above 0 and at most 1
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> bound: array<f32>;  // one element

override W: u32 = 256;

var<workgroup> weights: array<f32, 64>;
var<workgroup> left: f32;

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u, @builtin(local_invocation_index) lid: u32) {
  if (lid == 0) {
    var rest = 1.0;
    for (var k = 0u; k < p.terms; k++) {
      weights[k] = p.c * rest;
      rest *= 1.0 - p.c;
    }
    left = rest;
  }
  workgroupBarrier();
  if (gid.x == 0) { bound[0] = left; }
  var sum = 0.0;
  for (var k = 0u; k < p.terms; k++) {
    if (k <= gid.x && gid.x < p.n) { sum += weights[k] * x[gid.x - k]; }
  }
  if (gid.x < p.n) { y[gid.x] = sum; }
}

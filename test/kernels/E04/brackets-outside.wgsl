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

// c is taken out of the sum; the bound by squaring.
fn power(base: f32, exponent: u32) -> f32 {
  var result = 1.0;
  var square = base;
  for (var e = exponent; e > 0; e >>= 1) {
    if ((e & 1) == 1) { result *= square; }
    square *= square;
  }
  return result;
}

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;
  if (i == 0) { bound[0] = power(1.0 - p.c, p.terms); }
  if (i >= p.n) { return; }
  var sum = 0.0;
  var weight = 1.0;
  for (var k = 0u; k < p.terms && k <= i; k++) {
    sum += weight * x[i - k];
    weight *= 1.0 - p.c;
  }
  y[i] = p.c * sum;
}

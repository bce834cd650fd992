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

// (1-c)^k afresh for each term, by squaring: up to a dozen multiplications where one would do.
fn power(k: u32) -> f32 {
  var result = 1.0;
  var square = 1.0 - p.c;
  for (var left = k; left > 0; left /= 2) {
    if (left % 2 == 1) {
      result *= square;
    }
    square *= square;
  }
  return result;
}

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;
  if (i == 0) {
    bound[0] = power(p.terms);
  }
  if (i >= p.n) {
    return;
  }

  let terms = min(p.terms, i + 1);
  var sum = 0.0;
  for (var k = 0u; k < terms; k++) {
    sum += p.c * power(k) * x[i - k];
  }
  y[i] = sum;
}

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

// The recurrence itself, but each invocation runs its own last few steps of it.
@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  if (gid.x == 0) {
    var left = 1.0;
    var k = p.terms;
    while (k > 0) { left = left * (1.0 - p.c); k--; }
    bound[0] = left;
  }
  if (gid.x < p.n) {
    var value = 0.0;
    var k = min(p.terms, gid.x + 1);
    while (k > 0) {
      k--;
      value = fma(1.0 - p.c, value, p.c * x[gid.x - k]);
    }
    y[gid.x] = value;
  }
}

// Mistake: the loop ends one term too early.
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

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let i = gid.x;

  // What is cut off weighs (1-c)^terms in all. It is there for n = 0 as well.
  if (i == 0) {
    var left = 1.0;
    for (var k = 0u; k < p.terms; k++) {
      left *= 1.0 - p.c;
    }
    bound[0] = left;
  }

  if (i >= p.n) {
    return;
  }

  // Only x is read, so that no invocation waits for another. The weight shrinks from term to term.
  let terms = min(p.terms - 1, i + 1);
  var weight = p.c;
  var sum = 0.0;
  for (var k = 0u; k < terms; k++) {
    sum += weight * x[i - k];
    weight *= 1.0 - p.c;
  }
  y[i] = sum;
}

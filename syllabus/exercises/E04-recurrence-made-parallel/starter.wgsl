struct P {
  n: u32,      // length of the signal
  terms: u32,  // how many terms each average has at most
  c: f32,      // weight of the newest value, above 0 and at most 1
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<storage, read_write> bound: array<f32>;  // one element

// How many invocations one workgroup has. The grader tries 256, 32, 64, 100 and 128.
override W: u32 = 256;

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: write y[i] as a sum over x alone, cut off after p.terms terms.
  // Invocation 0 also stores bound[0], the most that this cuts off where all |x| <= 1.

}

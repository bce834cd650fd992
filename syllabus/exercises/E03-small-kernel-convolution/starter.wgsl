struct P {
  n: u32,  // length of the signal
  m: u32,  // how many taps the response has
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<uniform> h: array<vec4<f32>, 64>;  // tap k is h[k / 4][k % 4]
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

// How many invocations one workgroup has. The grader tries 256, 32, 64, 100 and 128.
override W: u32 = 256;

@compute @workgroup_size(W)
fn main(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  // Your turn: each output is a weighted sum of its own input and the m - 1 before it.
  // How many of those are there for the first outputs?

}

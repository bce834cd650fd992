struct P {
  n: u32,  // how many elements there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;

// How many invocations one workgroup has. The grader tries 64, 32, 100, 128 and 256.
override W: u32 = 64;

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: this body runs once for each invocation. Which element is yours,
  // and is there one for you at all?

}

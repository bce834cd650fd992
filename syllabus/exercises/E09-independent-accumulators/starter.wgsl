struct P {
  rows: u32,   // how many dot products there are
  k: u32,      // how many terms each of them has
  order: u32,  // 0: row after row, A(r, j) = a[r * k + j]; 1: column after column, A(r, j) = a[j * rows + r]
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

// How many invocations one workgroup has. The grader tries 64, 32, 100, 128 and 256.
override W: u32 = 64;

@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: one dot product for each invocation, with four sums side by side,
  // for both orders of a, and for a k that is no multiple of four.

}

struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> s: array<f32>;  // one element

const SIZE = 256u;

// One number for each invocation, visible to the whole workgroup.
var<workgroup> partial: array<f32, SIZE>;

@compute @workgroup_size(SIZE)
fn main(@builtin(local_invocation_index) lid: u32) {
  // Your turn: first a share for each invocation, then the tree,
  // and at the end one of you stores the sum to s[0].

}

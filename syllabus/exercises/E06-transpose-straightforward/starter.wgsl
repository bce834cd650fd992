struct P {
  rows: u32,  // rows of a, columns of t
  cols: u32,  // columns of a, rows of t
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;        // rows x cols
@group(0) @binding(2) var<storage, read_write> t: array<f32>;  // cols x rows

// The shape of a workgroup. The grader tries 16x16, 32x8, 8x8 and 64x4.
override W: u32 = 16;
override H: u32 = 16;

@compute @workgroup_size(W, H)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  // Your turn: x runs over the columns of a, y over its rows.
  // Where does your element come from, and where does it go?

}

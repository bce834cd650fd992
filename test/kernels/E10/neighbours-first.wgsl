struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> s: array<f32>;  // one element

var<workgroup> sums: array<f32, 256>;

// Pairs of neighbours, then pairs of pairs: the sum that is written on paper.
@compute @workgroup_size(256)
fn main(@builtin(local_invocation_id) lid: vec3u) {
  let share = (p.n + 255) / 256;
  var sum = 0.0;
  for (var i = lid.x * share; i < min(p.n, (lid.x + 1) * share); i++) {
    sum += x[i];
  }
  sums[lid.x] = sum;
  for (var width = 1u; width < 256; width *= 2) {
    workgroupBarrier();
    let low = 2 * width * lid.x;
    if (low + width < 256) {
      sums[low] += sums[low + width];
    }
  }
  workgroupBarrier();
  if (lid.x == 0) {
    s[0] = sums[0];
  }
}

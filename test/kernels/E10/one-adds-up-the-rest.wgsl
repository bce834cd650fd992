struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> s: array<f32>;  // one element

var<workgroup> sums: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lid: u32) {
  for (var i = lid; i < p.n; i += 256) {
    sums[lid] += x[i];
  }
  workgroupBarrier();
  if (lid < 16) {
    for (var k = 1u; k < 16; k++) {
      sums[lid] += sums[lid + 16 * k];
    }
  }
  workgroupBarrier();
  if (lid == 0) {
    var sum = 0.0;
    for (var k = 0u; k < 16; k++) {
      sum += sums[k];
    }
    s[0] = sum;
  }
}

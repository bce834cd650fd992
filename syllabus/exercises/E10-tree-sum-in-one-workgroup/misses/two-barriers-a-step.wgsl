// Right, but: each step has two barriers.
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
  // A share for each: every 256th number. Neighbours read neighbours in every round,
  // and who finds nothing keeps 0, which does a sum no harm.
  var mine = 0.0;
  for (var i = lid; i < p.n; i += SIZE) {
    mine += x[i];
  }
  partial[lid] = mine;
  workgroupBarrier();

  // The lower half adds the upper half to itself, until one number is left.
  for (var adders = SIZE / 2; adders > 0; adders /= 2) {
    var sum = partial[lid];
    if (lid < adders) {
      sum += partial[lid + adders];
    }
    // This barrier waits for nothing: nobody stores where another reads.
    workgroupBarrier();
    if (lid < adders) {
      partial[lid] = sum;
    }
    workgroupBarrier();
  }

  if (lid == 0) {
    s[0] = partial[0];
  }
}

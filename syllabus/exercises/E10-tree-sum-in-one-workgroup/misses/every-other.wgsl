// Right, but: the adders reach for words that are a power of two apart, which lie in few banks.
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

  // Neighbouring shares are added, then neighbouring sums. The adders lie as far apart as their sums, so that in each
  // step all groups of 32 run, for fewer and fewer of their lanes.
  for (var apart = 1u; apart < SIZE; apart *= 2) {
    if (lid % (2 * apart) == 0) {
      partial[lid] += partial[lid + apart];
    }
    workgroupBarrier();
  }

  if (lid == 0) {
    s[0] = partial[0];
  }
}

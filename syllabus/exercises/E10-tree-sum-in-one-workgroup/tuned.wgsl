struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> s: array<f32>;  // one element

const SIZE = 256u;
const FOLD = 16u;  // 256 shares to 16, 16 to one

var<workgroup> partial: array<f32, SIZE>;
var<workgroup> folded: array<f32, FOLD>;

// Four of the invocation's numbers, which lie SIZE apart so that neighbours read neighbours.
fn four(i: u32) -> vec4f {
  return vec4f(x[i], x[i + SIZE], x[i + 2 * SIZE], x[i + 3 * SIZE]);
}

@compute @workgroup_size(SIZE)
fn main(@builtin(local_invocation_index) lid: u32) {
  // One workgroup has too few invocations to hide how long memory takes, so each keeps eight loads
  // on their way, and eight sums that do not wait for each other.
  var a = vec4f();
  var b = vec4f();
  let whole = p.n - p.n % (8 * SIZE);
  for (var i = lid; i < whole; i += 8 * SIZE) {
    a += four(i);
    b += four(i + 4 * SIZE);
  }
  for (var i = whole + lid; i < p.n; i += SIZE) {
    a.x += x[i];
  }
  partial[lid] = dot(a + b, vec4f(1));
  workgroupBarrier();

  // A tree with branches of 16 is two steps high: everybody waits twice, and not nine times. The
  // additions of a step are few; waiting is what costs.
  if (lid < FOLD) {
    var sum = 0.0;
    for (var k = lid; k < SIZE; k += FOLD) {
      sum += partial[k];
    }
    folded[lid] = sum;
  }
  workgroupBarrier();
  if (lid == 0) {
    var sum = 0.0;
    for (var k = 0u; k < FOLD; k++) {
      sum += folded[k];
    }
    s[0] = sum;
  }
}

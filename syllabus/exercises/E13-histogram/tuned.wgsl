struct P {
  n: u32,     // how many values there are
  bins: u32,  // how many bins, at most 1024
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> v: array<u32>;
@group(0) @binding(2) var<storage, read_write> h: array<atomic<u32>>;  // starts as zeros

const SIZE = 256u;
const MOST_BINS = 1024u;
const COPIES = 4u;  // all 16 KiB of workgroup memory

// Four histograms a workgroup: neighbours, who run in step, count in different ones, so that of those
// who meet in a popular bin only every fourth has to queue. The copies of a bin lie side by side, in
// four banks.
var<workgroup> own: array<atomic<u32>, MOST_BINS * COPIES>;

fn count(value: u32, copy: u32) {
  if (value < p.bins) {
    atomicAdd(&own[value * COPIES + copy], 1u);
  }
}

@compute @workgroup_size(SIZE)
fn main(
  @builtin(global_invocation_id) gid: vec3u,
  @builtin(local_invocation_index) lid: u32,
  @builtin(num_workgroups) groups: vec3u,
) {
  // Four loads are on their way before the first value is counted.
  let all = groups.x * SIZE;
  let copy = lid % COPIES;
  let whole = p.n - p.n % (4 * all);
  for (var i = gid.x; i < whole; i += 4 * all) {
    let four = vec4u(v[i], v[i + all], v[i + 2 * all], v[i + 3 * all]);
    count(four.x, copy);
    count(four.y, copy);
    count(four.z, copy);
    count(four.w, copy);
  }
  for (var i = whole + gid.x; i < p.n; i += all) {
    count(v[i], copy);
  }
  workgroupBarrier();

  for (var bin = lid; bin < p.bins; bin += SIZE) {
    var sum = 0u;
    for (var k = 0u; k < COPIES; k++) {
      sum += atomicLoad(&own[bin * COPIES + k]);
    }
    if (sum > 0) {
      atomicAdd(&h[bin], sum);
    }
  }
}

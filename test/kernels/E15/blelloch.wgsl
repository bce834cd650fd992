struct P {
  n: u32,       // how many numbers there are
  blocks: u32,  // ceil(n / 1024): how many workgroups run local and add
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;
@group(0) @binding(3) var<storage, read_write> sums: array<u32>;  // one for each block of 1024

const SIZE = 256u;
const EACH = 4u;  // numbers of one invocation
const BLOCK = SIZE * EACH;

var<workgroup> tree: array<u32, 256>;

// Up the tree, down again: the exclusive scan of the workgroup's numbers. The sum of all is taken from the root.
var<workgroup> root: u32;
fn tree_scan(lid: u32, mine: u32) -> u32 {
  workgroupBarrier();
  tree[lid] = mine;
  for (var d = 1u; d < 256; d *= 2) {
    workgroupBarrier();
    if (lid % (2 * d) == 2 * d - 1) { tree[lid] += tree[lid - d]; }
  }
  workgroupBarrier();
  if (lid == 255) { root = tree[255]; tree[255] = 0; }
  for (var d = 128u; d > 0; d /= 2) {
    workgroupBarrier();
    if (lid % (2 * d) == 2 * d - 1) {
      let left = tree[lid - d];
      tree[lid - d] = tree[lid];
      tree[lid] += left;
    }
  }
  workgroupBarrier();
  return tree[lid];
}

@compute @workgroup_size(256)
fn local(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  var carry = 0u;
  for (var k = 0u; k < 4; k++) {
    let i = wid.x * 1024 + 256 * k + lid;
    let mine = select(0u, x[min(i, max(p.n, 1u) - 1)], i < p.n);
    let before = tree_scan(lid, mine);
    if (i < p.n) { y[i] = carry + before; }
    carry += root;
  }
  if (lid == 0) { sums[wid.x] = carry; }
}

@compute @workgroup_size(256)
fn block(@builtin(local_invocation_index) lid: u32) {
  if (lid == 0) {
    var total = 0u;
    for (var i = 0u; i < p.blocks; i++) {
      let here = sums[i];
      sums[i] = total;
      total += here;
    }
  }
}

@compute @workgroup_size(256)
fn add(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  let first = wid.x * 1024 + 4 * lid;
  for (var i = first; i < min(p.n, first + 4); i++) { y[i] = y[i] + sums[wid.x]; }
}

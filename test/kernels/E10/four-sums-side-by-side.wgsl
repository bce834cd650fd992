struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> s: array<f32>;  // one element

var<workgroup> fours: array<vec4f, 128>;

// Four sums that do not wait for each other; the upper half of the invocations only fills its places.
@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) lid: u32) {
  var mine = vec4f();
  for (var i = lid; i < p.n; i += 1024) {
    mine.x += x[i];
    if (i + 256 < p.n) { mine.y += x[i + 256]; }
    if (i + 512 < p.n) { mine.z += x[i + 512]; }
    if (i + 768 < p.n) { mine.w += x[i + 768]; }
  }
  if (lid >= 128) { fours[lid - 128] = mine; }
  workgroupBarrier();
  if (lid < 128) { fours[lid] += mine; }
  for (var half = 64u; half > 0; half /= 2) {
    workgroupBarrier();
    if (lid < half) { fours[lid] += fours[lid + half]; }
  }
  if (lid == 0) {
    s[0] = dot(fours[0], vec4f(1.0));
  }
}

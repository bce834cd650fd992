struct P {
  rows: u32,   // how many dot products there are
  k: u32,      // how many terms each of them has
  order: u32,  // 0: row after row, A(r, j) = a[r * k + j]; 1: column after column, A(r, j) = a[j * rows + r]
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

// The same numbers by fours, for the entry point that can use them.
@group(0) @binding(1) var<storage, read> a4: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v4: array<vec4<f32>>;

override W: u32 = 64;

// In order 0 the numbers of a row lie side by side, and where k is a multiple of four each row
// begins at a whole four.
fn in_fours() -> bool {
  return p.order == 0 && p.k % 4 == 0;
}

// Sixteen sums in four registers of four. Each load brings 16 bytes of the row: neighbours read
// far apart in order 0, so it matters that nobody fetches a whole line for one number of it.
@compute @workgroup_size(W)
fn fours(@builtin(global_invocation_id) gid: vec3u) {
  let r = gid.x;
  if (!in_fours() || r >= p.rows) {
    return;
  }
  let quads = p.k / 4;
  let first = r * quads;

  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  let whole = quads - quads % 4;
  for (var j = 0u; j < whole; j += 4) {
    s0 += a4[first + j] * v4[j];
    s1 += a4[first + j + 1] * v4[j + 1];
    s2 += a4[first + j + 2] * v4[j + 2];
    s3 += a4[first + j + 3] * v4[j + 3];
  }
  for (var j = whole; j < quads; j++) {
    s0 += a4[first + j] * v4[j];
  }
  y[r] = dot((s0 + s1) + (s2 + s3), vec4f(1));
}

// Everything else number by number, with eight sums.
@compute @workgroup_size(W)
fn main(@builtin(global_invocation_id) gid: vec3u) {
  let r = gid.x;
  if (in_fours() || r >= p.rows) {
    return;
  }
  let first = select(r * p.k, r, p.order == 1);
  let step = select(1, p.rows, p.order == 1);

  var s0 = vec4f();
  var s1 = vec4f();
  let whole = p.k - p.k % 8;
  for (var j = 0u; j < whole; j += 8) {
    let at = first + j * step;
    s0 += vec4f(a[at], a[at + step], a[at + 2 * step], a[at + 3 * step])
      * vec4f(v[j], v[j + 1], v[j + 2], v[j + 3]);
    s1 += vec4f(a[at + 4 * step], a[at + 5 * step], a[at + 6 * step], a[at + 7 * step])
      * vec4f(v[j + 4], v[j + 5], v[j + 6], v[j + 7]);
  }
  for (var j = whole; j < p.k; j++) {
    s0.x += a[first + j * step] * v[j];
  }
  y[r] = dot(s0 + s1, vec4f(1));
}

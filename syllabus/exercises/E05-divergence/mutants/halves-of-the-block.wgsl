// Mistake: the second half takes the items behind those of the first, and not those between them.
struct P {
  n: u32,  // how many numbers there are
}

@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

const SIZE = 256u;
const STEPS = 64u;

fn slow_pull(start: f32) -> f32 {
  var v = start;
  for (var k = 0u; k < STEPS; k++) {
    v = v * 0.99 + 0.01;
  }
  return v;
}

fn square_map(start: f32) -> f32 {
  var v = start;
  for (var k = 0u; k < STEPS; k++) {
    v = v * v - 0.5;
  }
  return v;
}

@compute @workgroup_size(SIZE)
fn main(@builtin(workgroup_id) wid: vec3u, @builtin(local_invocation_index) lid: u32) {
  // The first half of the workgroup takes the even items of its 256, the second half the odd ones:
  // neighbours, which run in step, then do the same work.
  let half = SIZE / 2;
  let item = wid.x * SIZE + 2 * (lid % half) + lid / half * SIZE;
  if (item >= p.n) {
    return;
  }

  if (lid < half) {
    y[item] = slow_pull(x[item]);
  } else {
    y[item] = square_map(x[item]);
  }
}

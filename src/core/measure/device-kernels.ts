import type { Job } from '../grade/runner';

/** A kernel of our own that shows what a device reaches: its source, its job, and what one run of it does. */
export interface Probe {
  readonly source: string;
  readonly job: Job;
  /** Bytes that it moves, or FLOPs that it does. */
  readonly work: number;
}

const size = 256;

function probe(
  source: string,
  buffers: Readonly<Record<string, number>>,
  groups: number,
  work: number,
): Probe {
  const names = Object.keys(buffers);
  return {
    source,
    work,
    job: {
      uniform: { binding: 0, bytes: new ArrayBuffer(16) },
      buffers: Object.entries(buffers).map(([name, elements]) => ({
        name,
        contents: new Float32Array(elements).fill(0.5),
        readBack: name === 'out',
      })),
      passes: [
        {
          ...{ entry: 'main', workgroups: [groups, 1, 1], constants: {}, barrierRounds: 1 },
          bindings: names.map((name, i) => ({
            binding: i + 1,
            buffer: name,
            access: name === 'out' ? 'read_write' : 'read',
          })),
        },
      ],
      budget: { plain: 1, dispatch: 1 },
    },
  };
}

/** Copies so many floats (a multiple of 1024), four at a time: reads and writes 8 bytes for each. */
export function copyProbe(elements: number): Probe {
  const source = `
@group(0) @binding(1) var<storage, read> src: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> out: array<vec4<f32>>;
@compute @workgroup_size(${size}) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  out[id.x] = src[id.x];
}`;
  const groups = elements / 4 / size;
  return probe(source, { src: elements, out: elements }, groups, 8 * elements);
}

/**
 * Multiplies and adds on registers: so many sums that do not wait for each other, as scalars or in vectors of four.
 * Which is faster depends on how many registers the device has, so several are tried.
 */
export function arithmeticProbe(
  sums: number,
  wide: boolean,
  groups: number,
  rounds: number,
): Probe {
  const type = wide ? 'vec4<f32>' : 'f32';
  const each = (line: (i: number) => string): string =>
    Array.from({ length: sums }, (_, i) => line(i)).join('\n');
  const source = `
@group(0) @binding(1) var<storage, read> start: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(${size}) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let a = ${type}(start[0]);
  let b = ${type}(start[1]);
${each((i) => `  var s${i} = ${type}(start[${i % 8}] + f32(id.x));`)}
  for (var round = 0u; round < ${rounds}u; round++) {
${each((i) => `    s${i} = fma(s${i}, a, b); s${i} = fma(s${i}, a, b);`)}
  }
  let all = ${Array.from({ length: sums }, (_, i) => `s${i}`).join(' + ')};
  out[id.x] = ${wide ? 'all.x + all.y + all.z + all.w' : 'all'};
}`;
  const work = 2 * 2 * sums * (wide ? 4 : 1) * rounds * groups * size;
  return probe(source, { start: 8, out: groups * size }, groups, work);
}

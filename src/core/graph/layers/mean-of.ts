import { type Shape, count } from '../../tensor/shape';
import { type Call, type Layer, only, patchAt } from '../layer';
import { crop, extent, length } from '../region';
import { add } from './add';

/**
 * The mean of K paths (Larsson et al. 2017, FractalNet, section 3, the join), all of one shape. With drop-path the
 * tensor `keep` [N, K] says with 1 or 0 which paths of each image are kept, and the mean is over those; where all
 * are dropped the first stays.
 */
export function meanOf(dropPath = false): Layer {
  return {
    kind: 'mean',
    label: dropPath ? 'mean of kept paths' : 'mean of paths',
    attributes: { dropPath },
    shape: (inputs) => add.shape(inputs),
    ...(dropPath ? { weights: keep } : {}),
    forward: (call) => join(call),
    operations: (inputs, output) => ({ combined: inputs.length * count(output) }),
    memory: 'overwrites',
  };
}

function keep(inputs: readonly Shape[]): [{ role: string; shape: Shape; learned: number }] {
  return [{ role: 'keep', shape: [extent(only(inputs)).N, inputs.length], learned: 0 }];
}

function join(call: Call): Float64Array {
  const { region, round } = call;
  const paths = call.inputs.map((_, which) => crop(patchAt(call, which), region));
  const y = new Float64Array(paths[0]?.length ?? 0);
  const images = length(region.images);
  const image = y.length / Math.max(1, images);
  for (let n = 0; n < images; n++) {
    const kept = keptPaths(call, region.images.from + n, paths);
    const [begin, end] = [n * image, (n + 1) * image];
    kept.forEach((path, k) => {
      for (let i = begin; i < end; i++) {
        y[i] = k === 0 ? (path[i] ?? 0) : round((y[i] ?? 0) + (path[i] ?? 0));
      }
    });
    for (let i = begin; i < end; i++) y[i] = round((y[i] ?? 0) / kept.length);
  }
  return y;
}

function keptPaths(
  { weights: [mask] }: Call,
  n: number,
  paths: readonly Float64Array[],
): readonly Float64Array[] {
  if (mask === undefined) return paths;
  const kept = paths.filter((_, k) => (mask[n * paths.length + k] ?? 0) !== 0);
  return kept.length > 0 ? kept : paths.slice(0, 1);
}

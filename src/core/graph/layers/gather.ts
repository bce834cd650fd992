import { type Call, type Layer, only, patchAt } from '../layer';
import { crop, elements, extent, length } from '../region';

/** Channels by index: output channel o is input channel index[o]; one may be taken twice, or never. */
export function gather(index: readonly number[], label = 'gather channels'): Layer {
  return {
    kind: 'gather',
    label,
    attributes: { index },
    shape: (inputs) => {
      const { C } = extent(only(inputs));
      const [N = 1, , ...plane] = only(inputs);
      const wrong = index.find((c) => !Number.isSafeInteger(c) || c < 0 || c >= C);
      if (index.length === 0) return 'index must name at least one channel';
      return wrong === undefined
        ? [N, index.length, ...plane]
        : `index names channel ${wrong}, and the input has channels 0 to ${C - 1}`;
    },
    forward: (call) => pick(call, index),
    operations: () => ({}),
  };
}

/**
 * Channel shuffle (Zhang et al. 2018, ShuffleNet, section 3.1): channels are told apart into `groups` rows, the
 * matrix is transposed and flattened, so that input c goes to (c mod C/groups) · groups + floor(c / (C/groups)).
 */
export function shuffle(groups: number): Layer {
  const label = `shuffle ${groups}`;
  return {
    ...gather([], label),
    kind: 'shuffle',
    attributes: { groups },
    shape: (inputs) => {
      const { C } = extent(only(inputs));
      if (!Number.isSafeInteger(groups) || groups < 1) {
        return `groups must be a whole number of at least 1, and it is ${groups}`;
      }
      return C % groups === 0
        ? only(inputs)
        : `its ${C} channels are not a multiple of groups = ${groups}`;
    },
    forward: (call) => {
      const { channels } = patchAt(call, 0);
      const depth = channels / groups;
      const source = (o: number): number => (o % groups) * depth + Math.floor(o / groups);
      return pick(
        call,
        Array.from({ length: channels }, (_, o) => source(o)),
      );
    },
  };
}

/**
 * Channels by an index that is data (CondenseNet's index layer, Huang et al. 2018, section 3.2): the tensor
 * `index` [to] holds the input channel of each output channel. Names outside the input read as 0.
 */
export function gatherBy(to: number): Layer {
  return {
    kind: 'gather-by',
    label: `gather ${to} channels`,
    attributes: { to },
    shape: (inputs) => {
      const [N = 1, , ...plane] = only(inputs);
      return Number.isSafeInteger(to) && to >= 1
        ? [N, to, ...plane]
        : `to must be a whole number of at least 1, and it is ${to}`;
    },
    weights: () => [{ role: 'index', shape: [to], learned: 0 }],
    forward: (call) => pick(call, [...(call.weights[0] ?? [])]),
    operations: () => ({}),
  };
}

function pick(call: Call, index: readonly number[]): Float64Array {
  const { channels } = patchAt(call, 0);
  const x = crop(patchAt(call, 0), call.region);
  const plane = length(call.region.rows) * length(call.region.cols);
  const y = new Float64Array(elements(call.region, index.length));
  let to = 0;
  for (let n = 0; n < length(call.region.images); n++) {
    for (const c of index) {
      const at = (n * channels + c) * plane;
      if (c >= 0 && c < channels) y.set(x.subarray(at, at + plane), to);
      to += plane;
    }
  }
  return y;
}

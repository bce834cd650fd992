import type { Shape } from '../../tensor/shape';
import {
  type Axis,
  axisOf,
  emptyProblem,
  local,
  needed,
  sliding,
  type SlidingOptions,
  slidingProblem,
} from '../axis';
import { type Convolution, convolve, type Run } from '../convolve';
import { type Call, type Layer, only, patchAt, type WeightForm, weightAt } from '../layer';
import { extent, length } from '../region';

/** How a convolution is read; an empty reading is the definition, each entry is a mistake. */
export interface ConvReading {
  /** What is taken for both axes when positions are worked out; the output keeps its size. */
  readonly axis?: Partial<Pick<Axis, 'stride' | 'padding' | 'dilation'>>;
  /** The first input channel that output channel `o` sums over. */
  readonly firstChannel?: (o: number, sizes: Channels) => number;
  /** Weights are indexed as if each output channel had all input channels. */
  readonly dense?: boolean;
  readonly flipped?: boolean;
  readonly withoutBias?: boolean;
}

export interface Channels {
  readonly Ci: number;
  readonly Co: number;
  readonly g: number;
}

export interface ConvOptions extends Omit<SlidingOptions, 'ceil'> {
  /** Output channels. */
  readonly to: number;
  readonly groups?: number;
  readonly bias?: boolean;
  readonly reading?: ConvReading;
}

/**
 * Convolution of x [N, Ci, H, W] with w [to, Ci/groups, Kh, Kw] and, where there is one, bias [to]: direct,
 * grouped, and depthwise with as many groups as channels (Dumoulin and Visin 2016, sections 2 and 5.1; groups:
 * Krizhevsky et al. 2012, section 3.5).
 */
export function conv(options: ConvOptions): Layer {
  const window = sliding(options);
  const { to, groups = 1, bias = false, reading = {} } = options;
  const axes = (shape: Shape): [Axis, Axis] => [
    { ...axisOf(window, extent(shape).H, 0), ...reading.axis },
    { ...axisOf(window, extent(shape).W, 1), ...reading.axis },
  ];
  const [Kh, Kw] = window.kernel;
  return {
    kind: 'conv',
    label: labelOf(options),
    attributes: { ...window, to, groups, bias },
    shape: (inputs) => {
      const { N, C } = extent(only(inputs));
      const problem = slidingProblem(window) ?? channelProblem(C, to, groups);
      if (problem !== undefined) return problem;
      const [rows, cols] = axes(only(inputs));
      return emptyProblem(rows, 0) ?? emptyProblem(cols, 1) ?? [N, to, rows.out, cols.out];
    },
    weights: (inputs) => weightsOf(extent(only(inputs)).C / groups, options, window.kernel),
    needs: (region, inputs) => {
      const [rows, cols] = axes(only(inputs));
      return { ...region, rows: needed(rows, region.rows), cols: needed(cols, region.cols) };
    },
    forward: (call) =>
      convolve(convolution(call, { to, groups, reading }, ...axes(only(call.shapes))), call.round),
    operations: (inputs, output) => {
      const { C } = extent(only(inputs));
      const outputs = output.reduce((product, size) => product * size, 1);
      const multiplyAdds = outputs * (C / groups) * Kh * Kw;
      return bias ? { multiplyAdds, biases: outputs } : { multiplyAdds };
    },
    window: () => ({
      kernel: [window.dilation[0] * (Kh - 1) + 1, window.dilation[1] * (Kw - 1) + 1],
      stride: window.stride,
    }),
  };
}

function channelProblem(C: number, to: number, groups: number): string | undefined {
  for (const [name, value] of Object.entries({ to, groups })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      return `${name} must be a whole number of at least 1, and it is ${value}`;
    }
  }
  if (C % groups !== 0) return `its ${C} input channels are not a multiple of groups = ${groups}`;
  return to % groups === 0
    ? undefined
    : `its ${to} output channels are not a multiple of groups = ${groups}`;
}

function weightsOf(
  depth: number,
  { to, bias = false }: ConvOptions,
  kernel: readonly [number, number],
): WeightForm[] {
  const weight: Shape = [to, depth, ...kernel];
  const learned = to * depth * kernel[0] * kernel[1];
  const forms = [{ role: 'weight', shape: weight, learned }];
  return bias ? [...forms, { role: 'bias', shape: [to], learned: to }] : forms;
}

interface Reading {
  readonly to: number;
  readonly groups: number;
  readonly reading: ConvReading;
}

function convolution(
  call: Call,
  { to, groups, reading }: Reading,
  rows: Axis,
  cols: Axis,
): Convolution {
  const x = patchAt(call, 0);
  const depth = x.channels / groups;
  const taps = rows.kernel * cols.kernel;
  return {
    x: x.data,
    w: readWeights(weightAt(call, 0), to, depth, taps, groups, reading),
    bias: reading.withoutBias === true ? undefined : call.weights[1],
    images: length(call.region.images),
    channels: x.channels,
    outputs: to,
    depth,
    runs: runsOf({ Ci: x.channels, Co: to, g: groups }, reading),
    rows: local(rows, x.region.rows, call.region.rows),
    cols: local(cols, x.region.cols, call.region.cols),
  };
}

/** The weights as a reading finds them; what it reads behind their end is 0. */
function readWeights(
  w: Float64Array,
  to: number,
  depth: number,
  taps: number,
  groups: number,
  { dense = false, flipped = false }: ConvReading,
): Float64Array {
  if (!dense && !flipped) return w;
  const own = depth * taps;
  const step = dense ? own * groups : own;
  return Float64Array.from({ length: to * own }, (_, at) => {
    const [o, k] = [Math.floor(at / own), at % own];
    const tap = k % taps;
    return w[o * step + (flipped ? k - tap + (taps - 1 - tap) : k)] ?? 0;
  });
}

/** The first input channel of the group that output channel o is in. */
export function firstOfGroup(o: number, { Ci, Co, g }: Channels): number {
  return Math.floor((o * g) / Co) * (Ci / g);
}

function runsOf(sizes: Channels, { firstChannel = firstOfGroup }: ConvReading): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (let o = 1; o <= sizes.Co; o++) {
    const first = firstChannel(from, sizes);
    if (o < sizes.Co && firstChannel(o, sizes) === first) continue;
    runs.push({ from, to: o, first });
    from = o;
  }
  return runs;
}

function labelOf({ kernel, stride = 1, dilation = 1, groups = 1 }: ConvOptions): string {
  const both = (value: typeof stride): string =>
    typeof value === 'number' ? `${value}` : [...new Set(value)].join('×');
  const size = typeof kernel === 'number' ? `${kernel} × ${kernel}` : kernel.join(' × ');
  const extras = [
    ...(both(stride) === '1' ? [] : [`/ ${both(stride)}`]),
    ...(both(dilation) === '1' ? [] : [`dilation ${both(dilation)}`]),
    ...(groups === 1 ? [] : [`in ${groups} groups`]),
  ];
  return ['conv', size, ...extras].join(' ');
}

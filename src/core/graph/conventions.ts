import type { Operations } from './layer';

/** How a source counts: the weight of each kind of operation, 0 where it is left out. */
export interface Convention {
  readonly id: string;
  /** What the source calls the number. */
  readonly word: string;
  /** Who counts so, and how. */
  readonly source: string;
  readonly weights: Readonly<Partial<Record<keyof Operations, number>>>;
}

/** One for each use of a weight: what most papers mean, whatever they call it. */
const multiplyAdds: Convention = {
  id: 'multiply-adds',
  word: 'multiply-adds',
  source:
    'ResNet, ResNeXt, DenseNet, SENet and ShuffleNet (“FLOPs”), MobileNet and NASNet (“Mult-Adds”), MobileNetV2 (“MAdds”), Inception (“ops”), torchvision (“GFLOPS”)',
  weights: { multiplyAdds: 1 },
};

/** Two a multiply-add, the bias within; three to normalise (subtract, scale, shift); one for all else. */
const flops: Convention = {
  id: 'flops',
  word: 'FLOPs',
  source: 'Tilework: every arithmetic operation and comparison of the definition',
  weights: {
    ...{ multiplyAdds: 2, normalised: 3, rectified: 1, averaged: 1, compared: 1 },
    ...{ combined: 1, exponentials: 1 },
  },
};

/** Who counts what, so that a paper's number can be had under its own rules. */
export const conventions: readonly Convention[] = [
  multiplyAdds,
  flops,
  {
    id: 'two-per-multiply-add',
    word: 'GFLOPS',
    source: 'the SqueezeNet repository and the OpenVINO model pages: two a multiply-add',
    weights: { multiplyAdds: 2 },
  },
  {
    id: 'condensenet',
    word: 'FLOPs',
    source:
      'CondenseNet (Huang et al. 2018): multiply-adds, one a ReLU input and k·k an average-pool output',
    weights: { multiplyAdds: 1, rectified: 1, averaged: 1 },
  },
];

/** The number of operations by a convention. */
export function counted(operations: Operations, { weights }: Convention): number {
  return Object.entries(weights).reduce(
    (sum, [kind, weight]) => sum + weight * (operations[kind as keyof Operations] ?? 0),
    0,
  );
}

import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';

type ConvCall = Parameters<Builder['conv']>[1];

/** Convolution, batch norm and ReLU, in this order. */
export function convNormRelu(g: Builder, x: Value, call: ConvCall): Value {
  return g.relu(g.batchNorm(g.conv(x, call)));
}

/** Convolution with a bias, and ReLU, as the networks before batch norm. */
export function convRelu(g: Builder, x: Value, call: Omit<ConvCall, 'bias'>): Value {
  return g.relu(g.conv(x, { ...call, bias: true }));
}

/** Global average pooling and one linear layer with a bias. */
export function classifier(g: Builder, x: Value, classes: number): Value {
  return g.section('global average pool; fc', () =>
    g.linear(g.globalAveragePool(x), { to: classes }),
  );
}

/**
 * The first of three linear layers, 4096 wide, which was made for maps of `size` × `size`; other maps are
 * averaged to that size, as torchvision does.
 */
export function fc6(g: Builder, x: Value, size: number): Value {
  const [, , height, width] = x.shape;
  const fits = height === size && width === size;
  return g.linear(g.flatten(fits ? x : g.adaptiveAveragePool(x, size)), { name: 'fc6', to: 4096 });
}

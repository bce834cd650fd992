// The operators in TensorFlow.js on its WebGPU backend, in the layout that it is made for: NHWC, weights HWIO. Convolution,
// bias and activation are its fused operators.
import * as tf from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Wait } from '../../../src/gpu/device';
import { channelsFirst, channelsLast, type Contestant } from './contestant';
import type { Convolution, Operation, Operations } from './operations';

/** Makes the value of an operator, as a list of one, from what it reads. */
type Apply = (inputs: readonly tf.Tensor4D[]) => tf.Tensor4D[];

/** Gives the library a device of an adapter; it has one for all operators. */
export async function openTensorFlow(adapter: GPUAdapter): Promise<WebGPUBackend> {
  const limits = [
    ...['maxComputeWorkgroupStorageSize', 'maxComputeWorkgroupsPerDimension', 'maxBufferSize'],
    ...['maxStorageBufferBindingSize', 'maxComputeWorkgroupSizeX'],
    'maxComputeInvocationsPerWorkgroup',
  ] as (keyof GPUSupportedLimits)[];
  // As the library itself asks in a browser; in Node it does not ask.
  const requiredLimits = Object.fromEntries(limits.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits: requiredLimits as never });
  const backend = new WebGPUBackend(device, adapter.info);
  const known: unknown = tf.findBackendFactory('webgpu');
  if (known !== null) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend);
  await tf.setBackend('webgpu');
  return backend;
}

export function inTensorFlow(
  backend: WebGPUBackend,
  wait: Wait,
  operations: Operations,
  x: Float32Array,
): Contestant {
  const kept: tf.Tensor[] = [];
  const keep = <T extends tf.Tensor>(tensor: T): T => {
    kept.push(tensor);
    return tensor;
  };
  const steps = operations.map((one) => stepOf(one, keep, x));
  const shape = operations.at(-1)?.shape ?? [];
  const once = (): tf.Tensor4D[] => {
    const made: tf.Tensor4D[] = [];
    operations.forEach(({ from }, at) => {
      const inputs = from.flatMap((place) => made[place] ?? []);
      made.push(...(steps[at]?.(inputs) ?? []));
    });
    return made.slice(-1);
  };
  /** The output, as a list of one. */
  let last: tf.Tensor4D[] = [];
  return {
    async run(times) {
      for (let i = 0; i < times; i++) {
        tf.dispose(last);
        last = tf.tidy(once);
      }
      backend.endComputePassEncoder();
      // After every so many dispatches it submits by itself, and then there may be nothing left.
      if (hasCommands(backend)) backend.submitQueue();
      await wait(backend.queue.onSubmittedWorkDone());
    },
    async output() {
      const [values] = await wait(Promise.all(last.map((tensor) => tensor.data<'float32'>())));
      return channelsFirst(values ?? new Float32Array(), shape);
    },
    release() {
      tf.dispose([...kept, ...last]);
    },
  };
}

/** Whether commands wait to be submitted: the encoder that holds them, which is private, is gone after a submit. */
const hasCommands = (backend: object): boolean =>
  (Reflect.get(backend, 'commandEncoder') ?? null) !== null;

type Keep = <T extends tf.Tensor>(tensor: T) => T;

function stepOf(operation: Operation, keep: Keep, x: Float32Array): Apply {
  switch (operation.kind) {
    case 'input':
      return inputStep(operation, keep, x);
    case 'conv':
      return convolution(operation, keep);
    case 'relu':
      return each((value) => tf.relu(value));
    case 'relu6':
      return each((value) => tf.relu6(value));
    case 'add':
      return ([first, ...others]) =>
        first === undefined ? [] : [others.reduce((sum, value) => tf.add(sum, value), first)];
    case 'concat':
      return (values) => [tf.concat([...values], 3)];
    case 'max-pool': {
      const { kernel, stride, padding } = operation;
      return each((value) => tf.maxPool(value, [...kernel], [...stride], padded(padding)));
    }
    case 'shuffle':
      return shuffleStep(operation);
  }
}

/** The operator on its only input. */
const each =
  (apply: (value: tf.Tensor4D) => tf.Tensor4D): Apply =>
  (values) =>
    values.map(apply);

function inputStep({ shape }: Operation, keep: Keep, x: Float32Array): Apply {
  const input = keep(tf.tensor4d(channelsLast(x, shape), lastOf(shape)));
  return () => [input];
}

function shuffleStep({ shape, groups }: Operation & { readonly kind: 'shuffle' }): Apply {
  const [N, H, W, C] = lastOf(shape);
  const rows: [number, number, number] = [N * H * W, groups, C / groups];
  return each((value) =>
    tf.reshape(tf.transpose(tf.reshape(value, rows), [0, 2, 1]), [N, H, W, C]),
  );
}

/** The shape [N, H, W, C] of [N, C, H, W]. */
function lastOf([N = 1, C = 1, H = 1, W = 1]: readonly number[]): [number, number, number, number] {
  return [N, H, W, C];
}

/** @throws where rows and columns differ: the pooling and the depthwise convolution of the library cannot */
function padded([down, across]: readonly [number, number]): number {
  if (down !== across) throw new RangeError('TensorFlow.js pads rows and columns alike');
  return down;
}

/** A padding that keeps the size is called “same”: for 1 × 1 that is how the library comes to use its matrix product. */
function paddingOf({ kernel, stride, padding, dilation }: Convolution): 'same' | number {
  const same = ([0, 1] as const).every((axis) => {
    return stride[axis] === 1 && 2 * padding[axis] === dilation[axis] * (kernel[axis] - 1);
  });
  return same ? 'same' : padded(padding);
}

/** Weights [Co, depth, Kh, Kw] as [Kh, Kw, depth, Co]. */
function filterOf({ weight, to, kernel: [Kh, Kw] }: Convolution): tf.Tensor4D {
  const depth = weight.length / (to * Kh * Kw);
  return tf.tidy(() => tf.transpose(tf.tensor4d(weight, [to, depth, Kh, Kw]), [2, 3, 1, 0]));
}

function convolution(conv: Convolution, keep: Keep): Apply {
  const options: Options = {
    strides: [...conv.stride] as [number, number],
    ...{ pad: paddingOf(conv), dilations: [...conv.dilation] as [number, number] },
    ...(conv.activation === undefined ? {} : { activation: conv.activation }),
  };
  const bias = conv.bias === undefined ? {} : { bias: keep(tf.tensor1d(conv.bias)) };
  const { groups, to, kernel } = conv;
  const depth = conv.weight.length / (to * kernel[0] * kernel[1]);
  if (groups === 1) {
    const filter = keep(filterOf(conv));
    return each((x) => tf.fused.conv2d({ x, filter, ...options, ...bias }));
  }
  if (depth === 1) {
    const filter = keep(multiplied(conv));
    return each((x) => tf.fused.depthwiseConv2d({ x, filter, ...options, ...bias }));
  }
  return grouped(conv, options, keep);
}

/** Weights [C · m, 1, Kh, Kw] as [Kh, Kw, C, m]. */
function multiplied({ weight, to, groups, kernel: [Kh, Kw] }: Convolution): tf.Tensor4D {
  return tf.tidy(() =>
    tf.transpose(tf.tensor4d(weight, [groups, to / groups, Kh, Kw]), [2, 3, 0, 1]),
  );
}

interface Options {
  readonly strides: [number, number];
  readonly pad: 'same' | number;
  readonly dilations: [number, number];
  readonly activation?: 'relu' | 'relu6';
}

/** The library has no groups: the channels are split, each part has its convolution, and the results are joined. */
function grouped(conv: Convolution, options: Options, keep: Keep): Apply {
  const { groups, to, weight, bias } = conv;
  const [weights, own] = [weight.length / groups, to / groups];
  const parts = Array.from({ length: groups }, (_, g) => {
    const part = weight.slice(g * weights, (g + 1) * weights);
    const filter = keep(filterOf({ ...conv, weight: part, to: own }));
    const added =
      bias === undefined ? {} : { bias: keep(tf.tensor1d(bias.slice(g * own, (g + 1) * own))) };
    return (x: tf.Tensor4D) => tf.fused.conv2d({ x, filter, ...options, ...added });
  });
  return each((x) => {
    const inputs = tf.split<tf.Tensor4D>(x, groups, 3);
    const outputs = inputs.map((input, g) => parts[g]?.(input) ?? input);
    return tf.concat(outputs, 3);
  });
}

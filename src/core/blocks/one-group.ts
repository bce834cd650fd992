import type { Parameters } from './block';
import { conv2d } from './conv2d';
import { need } from './need';

/** The names of a convolution without groups, in the order of the labs' uniform. */
export const oneGroupNames = conv2d.parameters.filter((name) => name !== 'g');

/** The example of `conv2d`, for a convolution without groups. */
export const oneGroupExample: Parameters = Object.fromEntries(
  oneGroupNames.map((name) => [name, need(conv2d.example, name)]),
);

/** A convolution without groups, as `convolve` takes it. */
export function oneGroup(p: Parameters): Parameters {
  return { ...p, g: 1 };
}

/** A 1 × 1 window that leaves every position where it is. */
export const pointWindow = { Kh: 1, Kw: 1, sh: 1, sw: 1, ph: 0, pw: 0, dh: 1, dw: 1, g: 1 };

/** Ho and Wo of a convolution. */
export function outputSize(p: Parameters): readonly [number, number] {
  const [, , Ho = 0, Wo = 0] = conv2d.shapes(oneGroup(p))['y'] ?? [];
  return [Ho, Wo];
}

/** Products that are summed into one output. */
export function window(p: Parameters): number {
  return need(p, 'Ci') * need(p, 'Kh') * need(p, 'Kw');
}

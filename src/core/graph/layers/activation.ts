import type { Layer } from '../layer';
import { elementwise } from './elementwise';

const rectified = (elements: number): { rectified: number } => ({ rectified: elements });

/** max(x, 0). */
export const relu: Layer = elementwise({
  kind: 'relu',
  label: 'ReLU',
  each: (x, y) => {
    for (let i = 0; i < x.length; i++) y[i] = Math.max(x[i] ?? 0, 0);
  },
  operations: rectified,
});

/** min(max(x, 0), 6) (Sandler et al. 2018, MobileNetV2, section 3.1). */
export const relu6: Layer = elementwise({
  kind: 'relu6',
  label: 'ReLU6',
  each: (x, y) => {
    for (let i = 0; i < x.length; i++) y[i] = Math.min(Math.max(x[i] ?? 0, 0), 6);
  },
  operations: rectified,
});

/** 1 / (1 + e^-x). */
export const sigmoid: Layer = elementwise({
  kind: 'sigmoid',
  label: 'sigmoid',
  each: (x, y, round) => {
    for (let i = 0; i < x.length; i++) {
      y[i] = round(1 / round(1 + round(Math.exp(-(x[i] ?? 0)))));
    }
  },
  operations: (elements) => ({ exponentials: elements, combined: 2 * elements }),
});

/** (e^x - e^-x) / (e^x + e^-x). */
export const tanh: Layer = elementwise({
  kind: 'tanh',
  label: 'tanh',
  each: (x, y, round) => {
    for (let i = 0; i < x.length; i++) y[i] = round(Math.tanh(x[i] ?? 0));
  },
  operations: (elements) => ({ exponentials: elements, combined: 3 * elements }),
});

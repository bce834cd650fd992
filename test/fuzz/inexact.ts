import type { Scope } from './expressions';
import { expression } from './expressions';

/** An f32 that two correct implementations may compute differently, and by how much. */
export interface Inexact {
  readonly text: string;
  /** |a - b| may be `absolute` plus `relative` times the larger of the two. */
  readonly relative: number;
  readonly absolute: number;
}

const ulp = 2 ** -23;

/**
 * Built-ins by their WGSL error bounds (“Accuracy of concrete floating point expressions”), twice each since both
 * sides may use them up. The arguments are exact: half numbers of at most 48.
 */
const bounds: readonly (readonly [
  text: (x: string, y: string) => string,
  Omit<Inexact, 'text'>,
])[] = [
  [(x) => `sqrt(abs(${x}))`, { relative: 8 * ulp, absolute: 0 }],
  [(x) => `inverseSqrt(abs(${x}) + 0.5)`, { relative: 4 * ulp, absolute: 0 }],
  [(x, y) => `(${x} / (abs(${y}) + 1.5))`, { relative: 5 * ulp, absolute: 0 }],
  [(x) => `exp(${x} * 0.25)`, { relative: 2 * (3 + 2 * 12) * ulp, absolute: 0 }],
  [(x) => `exp2(${x} * 0.5)`, { relative: 2 * (3 + 2 * 24) * ulp, absolute: 0 }],
  [(x) => `log(abs(${x}) + 0.5)`, { relative: 6 * ulp, absolute: 2 ** -20 }],
  [(x) => `log2(abs(${x}) + 0.5)`, { relative: 6 * ulp, absolute: 2 ** -20 }],
  [(x) => `sin(${x} * 0.0625)`, { relative: 0, absolute: 2 ** -10 }],
  [(x) => `cos(${x} * 0.0625)`, { relative: 0, absolute: 2 ** -10 }],
  // sin(x) / cos(x), away from where the divisor is small.
  [(x) => `tan(${x} * 0.0078125)`, { relative: 0, absolute: 2 ** -9 }],
  [(x) => `atan(${x})`, { relative: 8192 * ulp, absolute: 0 }],
  [(x, y) => `atan2(${x}, abs(${y}) + 0.5)`, { relative: 8192 * ulp, absolute: 2 ** -20 }],
  // Through atan2 and sqrt: the bound of those where the argument is not close to 1.
  [(x) => `asin(clamp(${x} * 0.015625, -0.75, 0.75))`, { relative: 0, absolute: 2 ** -9 }],
  [(x) => `acos(clamp(${x} * 0.015625, -0.75, 0.75))`, { relative: 0, absolute: 2 ** -9 }],
  [(x) => `tanh(${x} * 0.125)`, { relative: 0, absolute: 2e-5 }],
  [(x) => `sinh(${x} * 0.0625)`, { relative: 2 ** -15, absolute: 2 ** -15 }],
  [(x) => `cosh(${x} * 0.0625)`, { relative: 2 ** -15, absolute: 0 }],
  // exp2(y * log2(x)) with |y * log2(x)| up to 24.
  [(x, y) => `pow(abs(${x}) + 0.5, ${y} * 0.0625)`, { relative: 2 ** -15, absolute: 0 }],
  [(x, y) => `length(vec2f(${x}, ${y}))`, { relative: 2 ** -18, absolute: 2 ** -18 }],
  [(x, y) => `normalize(vec3f(${x}, ${y}, 0.5)).x`, { relative: 2 ** -18, absolute: 2 ** -20 }],
  [(x, y) => `distance(vec2f(${x}, 1.0), vec2f(${y}, 0.5))`, { relative: 2 ** -18, absolute: 0 }],
  [(x) => `smoothstep(-3.0, 5.0, ${x})`, { relative: 2 ** -20, absolute: 2 ** -20 }],
  [(x, y) => `(${x} % (abs(${y}) + 1.0))`, { relative: 0, absolute: 2 ** -16 }],
  [(x) => `acosh(abs(${x}) + 1.5)`, { relative: 2 ** -12, absolute: 2 ** -12 }],
  [(x) => `asinh(abs(${x}))`, { relative: 2 ** -10, absolute: 2 ** -10 }],
  [(x) => `atanh(clamp(${x} * 0.015625, -0.75, 0.75))`, { relative: 2 ** -12, absolute: 2 ** -12 }],
  [
    (x, y) => `refract(normalize(vec2f(${x}, 0.5)), vec2f(0.0, 1.0), abs(${y}) * 0.01).x`,
    { relative: 0, absolute: 2 ** -16 },
  ],
  [(x) => `unpack4x8unorm(u32(abs(${x})) * 0x01030507u).y`, { relative: 0, absolute: 4 * ulp }],
  [(x) => `unpack4x8snorm(u32(abs(${x})) * 0x07050301u).z`, { relative: 0, absolute: 4 * ulp }],
  [(x) => `unpack2x16unorm(u32(abs(${x})) * 0x01030507u).y`, { relative: 0, absolute: 4 * ulp }],
  [(x) => `unpack2x16snorm(u32(abs(${x})) * 0x07050301u).x`, { relative: 0, absolute: 4 * ulp }],
  // Between two f16 either may come.
  [(x) => `quantizeToF16(${x} * 0.3)`, { relative: 2 ** -10, absolute: 0 }],
  [(x) => `degrees(${x})`, { relative: 8 * ulp, absolute: 0 }],
  [(x) => `radians(${x})`, { relative: 8 * ulp, absolute: 0 }],
  // Forms that a compiler may take in another order, or fuse: the bound of their own terms.
  [(x, y) => `((${x} * 0.1 - ${y}) + ${y} * 3.3)`, { relative: 0, absolute: 32 * ulp * 48 }],
  [(x, y) => `fma(${x}, 0.7, ${y} * 0.3)`, { relative: 0, absolute: 32 * ulp * 48 }],
  [
    (x, y) => `dot(vec3f(${x}, ${y}, 0.1), vec3f(0.3, ${x}, 7.7))`,
    { relative: 0, absolute: 8 * ulp * 2304 },
  ],
  [(x, y) => `mix(${x}, ${y}, 0.3)`, { relative: 0, absolute: 16 * ulp * 48 }],
  [
    (x, y) => `determinant(mat2x2f(${x}, 0.3, 0.7, ${y}))`,
    { relative: 0, absolute: 8 * ulp * 2304 },
  ],
];

export function inexact(scope: Scope): Inexact {
  const [text, bound] = scope.random.pick(bounds);
  const arg = (): string => `tame1(${expression(scope, 'f32', 1)})`;
  return { text: text(arg(), arg()), ...bound };
}

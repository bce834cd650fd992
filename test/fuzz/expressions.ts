import type { Random } from './random';

/**
 * Types of generated values. Floats hold small whole numbers and halves, so that sums and products are exact
 * in whatever order a compiler takes them, and must agree to the bit.
 */
export type FuzzType =
  'i32' | 'u32' | 'f32' | 'bool' | `vec${2 | 3 | 4}${'i' | 'u' | 'f'}` | `vec${2 | 3 | 4}<bool>`;

/** Names that can be used where the expression stands. */
export interface Scope {
  readonly random: Random;
  readonly values: { readonly name: string; readonly type: FuzzType }[];
  /** Variables that may be assigned. */
  readonly variables: { readonly name: string; readonly type: FuzzType }[];
  /** Whether expressions may call the file's own functions. */
  readonly calls: boolean;
}

const scalarOf = (type: FuzzType): 'i32' | 'u32' | 'f32' | 'bool' => {
  if (type.endsWith('<bool>') || type === 'bool') return 'bool';
  const last = type.startsWith('vec') ? type.slice(-1) : type.charAt(0);
  return last === 'i' ? 'i32' : last === 'u' ? 'u32' : 'f32';
};
export const sizeOf = (type: FuzzType): number =>
  type.startsWith('vec') ? Number(type.charAt(3)) : 1;
export const vectorOf = (size: number, scalar: 'i32' | 'u32' | 'f32' | 'bool'): FuzzType => {
  if (size === 1) return scalar;
  const suffix = scalar === 'bool' ? '<bool>' : scalar.charAt(0);
  return `vec${size}${suffix}` as FuzzType;
};

/** Where arithmetic wraps, and where 16 bits end. */
const wholes = {
  i32: ['2147483647i', '-2147483647i', '(-2147483647i - 1i)', '65537i', '-1i'],
  u32: ['0xffffffffu', '0x80000000u', '65537u', '0x7fffffffu'],
} as const;

function literal({ random }: Scope, type: FuzzType): string {
  const scalar = scalarOf(type);
  // `zi` and `zu` are zero when the kernel runs, and nothing that a compiler can work with: constants that overflow,
  // or zero as a divisor, would be refused.
  const one = (): string => {
    switch (scalar) {
      case 'i32':
        if (random.chance(15)) return `(${random.pick(wholes.i32)} + zi)`;
        return random.chance(50) ? `(${random.below(21) - 10}i + zi)` : `${1 + random.below(9)}i`;
      case 'u32':
        if (random.chance(15)) return `(${random.pick(wholes.u32)} + zu)`;
        return random.chance(50) ? `(${random.below(20)}u + zu)` : `${1 + random.below(9)}u`;
      case 'f32':
        return `${random.below(17) - 8}.${random.pick(['0', '5'])}f`;
      case 'bool':
        return random.pick(['true', 'false']);
    }
  };
  if (sizeOf(type) === 1) return one();
  return `${type}(${Array.from({ length: sizeOf(type) }, one).join(', ')})`;
}

/** An expression of a type. Whatever could overflow the exact floats is brought back by `tame`. */
export function expression(scope: Scope, type: FuzzType, depth: number): string {
  const { random } = scope;
  const known = scope.values.filter((one) => one.type === type);
  if (depth <= 0 || random.chance(15)) {
    return known.length > 0 && random.chance(75) ? random.pick(known).name : literal(scope, type);
  }
  const make = random.pick(makers(type));
  return make(scope, type, depth - 1) ?? expression(scope, type, depth - 1);
}

type Maker = (scope: Scope, type: FuzzType, depth: number) => string | undefined;

function makers(type: FuzzType): readonly Maker[] {
  const shared = [select, call, ...(sizeOf(type) > 1 ? [compose, swizzle] : [element])];
  switch (scalarOf(type)) {
    case 'bool':
      return [comparison, logical, ...(sizeOf(type) === 1 ? [allAny, comparison] : [compose])];
    case 'f32':
      return [floatArithmetic, floatArithmetic, floatFunction, convert, ...shared];
    default:
      return [integerArithmetic, integerArithmetic, integerFunction, convert, ...shared];
  }
}

const sub = (scope: Scope, type: FuzzType, depth: number): string => expression(scope, type, depth);

const select: Maker = (scope, type, depth) => {
  const test = scope.random.chance(50) ? 'bool' : vectorOf(sizeOf(type), 'bool');
  return `select(${sub(scope, type, depth)}, ${sub(scope, type, depth)}, ${sub(scope, test, depth)})`;
};

const call: Maker = (scope, type, depth) => {
  if (!scope.calls) return undefined;
  if (type === 'u32') return `mixed(${sub(scope, 'u32', depth)}, ${sub(scope, 'i32', depth)})`;
  if (type === 'vec3f') return `turned(${sub(scope, 'vec3f', depth)}, ${sub(scope, 'f32', 0)})`;
  if (type === 'i32') return `looped(${sub(scope, 'i32', depth)})`;
  return type === 'f32' ? `measured(${sub(scope, 'vec3f', depth)})` : undefined;
};

const compose: Maker = (scope, type, depth) => {
  const scalar = scalarOf(type);
  const size = sizeOf(type);
  if (scope.random.chance(25)) return `${type}(${sub(scope, scalar, depth)})`;
  const first = size > 2 && scope.random.chance(50) ? 2 : 1;
  const parts = [sub(scope, vectorOf(first, scalar), depth)];
  for (let i = first; i < size; i++) parts.push(sub(scope, scalar, depth));
  return `${type}(${parts.join(', ')})`;
};

const letters = ['x', 'y', 'z', 'w'];

const swizzle: Maker = (scope, type, depth) => {
  const from = scope.random.pick([2, 3, 4]);
  const of = sub(scope, vectorOf(from, scalarOf(type)), depth);
  const chosen = Array.from({ length: sizeOf(type) }, () => letters[scope.random.below(from)]);
  return `(${of}).${chosen.join('')}`;
};

const element: Maker = (scope, type, depth) => {
  const size = scope.random.pick([2, 4]);
  const of = sub(scope, vectorOf(size, scalarOf(type)), depth);
  if (scope.random.chance(50)) return `(${of}).${letters[scope.random.below(size)] ?? 'x'}`;
  return `(${of})[${sub(scope, 'u32', depth)} & ${size - 1}u]`;
};

const comparison: Maker = (scope, type, depth) => {
  const of = vectorOf(sizeOf(type), scope.random.pick(['i32', 'u32', 'f32'] as const));
  const operator = scope.random.pick(['<', '<=', '>', '>=', '==', '!=']);
  return `(${sub(scope, of, depth)} ${operator} ${sub(scope, of, depth)})`;
};

const logical: Maker = (scope, type, depth) => {
  if (scope.random.chance(25)) return `!(${sub(scope, type, depth)})`;
  const operator = scope.random.pick(sizeOf(type) === 1 ? ['&&', '||', '&', '|'] : ['&', '|']);
  return `(${sub(scope, type, depth)} ${operator} ${sub(scope, type, depth)})`;
};

const allAny: Maker = (scope, _, depth) =>
  `${scope.random.pick(['all', 'any'])}(${sub(scope, scope.random.pick(['vec2<bool>', 'vec3<bool>', 'vec4<bool>'] as const), depth)})`;

const floatArithmetic: Maker = (scope, type, depth) => {
  const { random } = scope;
  if (random.chance(15)) return `(-(${sub(scope, type, depth)}))`;
  if (random.chance(15))
    return `(${sub(scope, type, depth)} / ${type}(${random.pick(['2.0', '0.5', '1.0', '-1.0'])}))`;
  const mixed = sizeOf(type) > 1 && random.chance(25) ? 'f32' : type;
  return `tame${sizeOf(type)}(${sub(scope, type, depth)} ${random.pick(['+', '-', '*'])} ${sub(scope, mixed, depth)})`;
};

const floatFunction: Maker = (scope, type, depth) => {
  const { random } = scope;
  const arg = (): string => sub(scope, type, depth);
  const one = ['abs', 'floor', 'ceil', 'trunc', 'round', 'sign', 'fract', 'saturate'];
  const size = sizeOf(type);
  if (size === 3 && random.chance(25)) return vectorFunction(arg, random);
  switch (random.below(size === 1 ? 7 : 6)) {
    case 0:
      return `${random.pick(one)}(${arg()})`;
    case 1:
      return `${random.pick(['min', 'max', 'step'])}(${arg()}, ${arg()})`;
    case 2:
      return `clamp(${arg()}, ${type}(-4.0), ${type}(6.0))`;
    case 3:
      return `tame${size}(fma(${arg()}, ${arg()}, ${arg()}))`;
    case 4:
      return `tame${size}(mix(${arg()}, ${arg()}, ${type}(${random.pick(['0.0', '0.5', '1.0'])})))`;
    case 5:
      return `tame${size}(ldexp(${arg()}, ${vectorOf(size, 'i32')}(${random.below(4) - 1})))`;
    default: {
      const of = random.pick(['vec2f', 'vec3f', 'vec4f'] as const);
      return `tame1(dot(${sub(scope, of, depth)}, ${sub(scope, of, depth)}))`;
    }
  }
};

function vectorFunction(arg: () => string, random: Random): string {
  return random.pick([
    () => `tame3(cross(${arg()}, ${arg()}))`,
    () => `tame3(reflect(${arg()}, sign(${arg()})))`,
    () => `faceForward(${arg()}, ${arg()}, ${arg()})`,
    () => `quantizeToF16(${arg()})`,
    () => `tame3(mat3x3f(${arg()}, ${arg()}, ${arg()}) * ${arg()})`,
    () => `tame3(${arg()} * transpose(mat3x3f(${arg()}, ${arg()}, ${arg()})))`,
    () => `tame3(vec2f(1.5, -2.0) * mat3x2f(${arg()}.xy, ${arg()}.zx, vec2f(0.5, 1.0)))`,
    () => `vec3f(unpack2x16float(pack2x16float(${arg()}.xz)), 1.0)`,
  ])();
}

const integerArithmetic: Maker = (scope, type, depth) => {
  const { random } = scope;
  const [a, b] = [sub(scope, type, depth), sub(scope, type, depth)];
  if (random.chance(20)) {
    const by = sub(scope, vectorOf(sizeOf(type), 'u32'), depth);
    const mask = sizeOf(type) === 1 ? '31u' : `${vectorOf(sizeOf(type), 'u32')}(31u)`;
    return `(${a} ${random.pick(['<<', '>>'])} (${by} & ${mask}))`;
  }
  if (random.chance(10)) return `(~(${a}))`;
  if (random.chance(8) && scalarOf(type) === 'i32') return `(-(${a}))`;
  return `(${a} ${random.pick(['+', '-', '*', '/', '%', '&', '|', '^'])} ${b})`;
};

const integerFunction: Maker = (scope, type, depth) => {
  const { random } = scope;
  const arg = (): string => sub(scope, type, depth);
  const one = [
    ...['abs', 'countLeadingZeros', 'countOneBits', 'countTrailingZeros', 'firstLeadingBit'],
    ...['firstTrailingBit', 'reverseBits', ...(scalarOf(type) === 'i32' ? ['sign'] : [])],
  ];
  const field = (): string => `(${sub(scope, 'u32', 0)} & 15u), (${sub(scope, 'u32', 0)} & 15u)`;
  switch (random.below(type === 'u32' || type === 'i32' ? 7 : 5)) {
    case 0:
      return `${random.pick(one)}(${arg()})`;
    case 1:
      return `${random.pick(['min', 'max'])}(${arg()}, ${arg()})`;
    case 2:
      return `clamp(${arg()}, ${type}(2), ${type}(9))`;
    case 3:
      return `extractBits(${arg()}, ${field()})`;
    case 4:
      return `insertBits(${arg()}, ${arg()}, ${field()})`;
    case 5: {
      const of = vectorOf(random.pick([2, 3, 4]), type as 'u32' | 'i32');
      return `dot(${sub(scope, of, depth)}, ${sub(scope, of, depth)})`;
    }
    default:
      return type === 'u32'
        ? packed(scope, depth)
        : `dot4I8Packed(${sub(scope, 'u32', depth)}, ${sub(scope, 'u32', depth)})`;
  }
};

function packed(scope: Scope, depth: number): string {
  const at = (type: FuzzType): string => sub(scope, type, depth);
  return scope.random.pick([
    () => `pack4xI8(${at('vec4i')})`,
    () => `pack4xU8(${at('vec4u')})`,
    () => `pack4xI8Clamp(${at('vec4i')})`,
    () => `pack4xU8Clamp(${at('vec4u')})`,
    () => `pack2x16float(vec2f(nz(${at('f32')}), nz(${at('f32')})))`,
    () => `dot4U8Packed(${at('u32')}, ${at('u32')})`,
    () => `bitcast<u32>(nz(${at('f32')}))`,
    () => `bitcast<u32>(${at('i32')})`,
    () => `countOneBits(u32(${at('bool')}))`,
    // Whole numbers only: between two steps the rounding is left open.
    () => `pack4x8snorm(sign(${at('vec4f')}))`,
    () => `pack4x8unorm(saturate(ceil(${at('vec4f')})))`,
    () => `pack2x16snorm(sign(${at('vec2f')}))`,
    () => `pack2x16unorm(saturate(floor(${at('vec2f')})))`,
  ])();
}

const convert: Maker = (scope, type, depth) => {
  const { random } = scope;
  const size = sizeOf(type);
  const to = scalarOf(type);
  if (to === 'f32') {
    const from = vectorOf(size, random.pick(['i32', 'u32'] as const));
    const part = size === 1 ? '31' : `${from}(31)`;
    return `${type}(${sub(scope, from, depth)} & ${part})`;
  }
  if (size === 4 && random.chance(30))
    return `unpack4x${to === 'i32' ? 'I8' : 'U8'}(${sub(scope, 'u32', depth)})`;
  const from = vectorOf(size, random.pick(['i32', 'u32', 'f32', 'bool'] as const));
  return `${type}(${sub(scope, from, depth)})`;
};

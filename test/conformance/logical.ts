import { is, type Operation, oneOf, pairs, singles } from './operation';

// Bools, and what chooses by one.

const both = [0, 1];
const two: readonly (readonly [string, (a: boolean, b: boolean) => boolean])[] = [
  ['&&', (a, b) => a && b],
  ['||', (a, b) => a || b],
  ['&', (a, b) => a && b],
  ['|', (a, b) => a || b],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
];

const all = pairs(both, both).flatMap((a) => pairs(both, both).map((b) => [...a, ...b]));
const vector = (args: readonly string[]): string => `vec${args.length}<bool>(${args.join(', ')})`;

/** The scalars of a choice with their place behind the bool. */
function select(kind: 'i32' | 'u32' | 'f32', values: readonly number[]): Operation {
  return {
    name: `${kind} select`,
    takes: [kind, kind, 'bool'],
    gives: [kind],
    text: (no = '', yes = '', test = '') => [`select(${no}, ${yes}, ${test})`],
    rows: pairs(values, values).flatMap((x) => both.map((test) => [...x, test])),
    allowed: (no = 0, yes = 0, test = 0) => {
      const chosen = test === 1 ? yes : no;
      // Where a float is subnormal it may be flushed.
      return [kind === 'f32' && Math.abs(chosen) < 2 ** -126 ? oneOf([chosen, 0]) : is(chosen)];
    },
    ours: (no = 0, yes = 0, test = 0) => [is(test === 1 ? yes : no)],
    vectors: true,
  };
}

export const logical: readonly Operation[] = [
  ...two.map(([sign, run]): Operation => ({
    name: `bool ${sign}`,
    takes: ['bool', 'bool'],
    gives: ['bool'],
    text: (a = '', b = '') => [`(${a} ${sign} ${b})`],
    rows: pairs(both, both),
    allowed: (a = 0, b = 0) => [is(Number(run(a === 1, b === 1)))],
    vectors: sign !== '&&' && sign !== '||',
  })),
  {
    name: 'bool !',
    takes: ['bool'],
    gives: ['bool'],
    text: (a = '') => [`!${a}`],
    rows: singles(both),
    allowed: (a = 0) => [is(1 - a)],
    vectors: true,
  },
  {
    name: 'all and any',
    takes: ['bool', 'bool', 'bool', 'bool'],
    gives: ['bool', 'bool', 'bool', 'bool'],
    text: (...x) => [
      `all(${vector(x)})`,
      `any(${vector(x)})`,
      `all(${vector(x.slice(0, 2))})`,
      `any(${x[3] ?? ''})`,
    ],
    rows: all,
    allowed: (...x) => [
      is(Number(!x.includes(0))),
      is(Number(x.includes(1))),
      is(Number(!x.slice(0, 2).includes(0))),
      is(x[3] ?? 0),
    ],
  },
  select('i32', [0, -1, 0x7fff_ffff, -0x8000_0000]),
  select('u32', [0, 1, 0x8000_0000, 0xffff_ffff]),
  select('f32', [0, -1, 1e38, 2 ** -149].map(Math.fround)),
];

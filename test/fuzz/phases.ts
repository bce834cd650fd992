import { expression, type FuzzType, type Scope } from './expressions';
import { width } from './prelude';

/** Statements under way: the names that are known, and how many rounds may still be nested. */
export interface Writer {
  readonly scope: Scope;
  counter: number;
  readonly nesting: number;
}

/** What a phase is made with: a new name, and the neighbour from whom an invocation takes. */
interface Exchange {
  readonly name: string;
  readonly shift: number;
  readonly other: string;
  value(type: FuzzType, depth?: number): string;
  /** Declares `name` and lets later expressions use it. */
  declare(type: FuzzType, value: string): string;
}

type Phase = (x: Exchange, scope: Scope) => string[];

/** Invocations hand values to each other, with the barriers that this needs: nothing in it is a race. */
export function phase(w: Writer): string[] {
  const { scope } = w;
  const name = `s${w.counter++}`;
  const shift = 1 + scope.random.below(width - 1);
  const exchange: Exchange = {
    ...{ name, shift, other: `((l + ${shift}u) % ${width}u)` },
    value: (type, depth = 2) => expression(scope, type, depth),
    declare(type, value) {
      scope.values.push({ name, type });
      return `let ${name} = ${value};`;
    },
  };
  return scope.random.pick(phases)(exchange, scope);
}

/** A store, a barrier, a load and another barrier, so that the next phase may store again. */
function handed(barrier: string, store: string, load: string): string[] {
  return [store, `${barrier}();`, load, `${barrier}();`];
}

const pending = ['Add', 'Sub', 'Max', 'Min', 'And', 'Or', 'Xor'] as const;

const phases: readonly Phase[] = [
  (x) =>
    handed(
      'workgroupBarrier',
      `shared_u[l] = ${x.value('u32')};`,
      x.declare('u32', `shared_u[${x.other}]`),
    ),
  (x) =>
    handed(
      'workgroupBarrier',
      `shared_v[l] = ${x.value('vec3f')};`,
      x.declare('vec3f', `shared_v[${x.other}]`),
    ),
  (x) =>
    handed(
      'storageBarrier',
      `scratch[wg * 32u + l] = ${x.value('u32')};`,
      x.declare('u32', `scratch[wg * 32u + ${x.other}]`),
    ),
  (x) =>
    handed(
      'storageBarrier',
      `parts[wg * 32u + l].b = ${x.value('vec3f')}; parts[wg * 32u + l].c[${x.value('u32', 1)} % 3u] = ${x.value('i32')};`,
      x.declare('vec3f', `parts[wg * 32u + ${x.other}].b`),
    ),
  (x) =>
    handed(
      'storageBarrier',
      `parts[wg * 32u + l] = Part(${x.value('u32')}, ${x.value('vec3f')}, array<i32, 3>(${x.value('i32', 1)}, i32(l), 7));`,
      x.declare('i32', `parts[wg * 32u + ${x.other}].c[l % 3u]`),
    ),
  (x, { random }) =>
    handed(
      'workgroupBarrier',
      `atomic${random.pick(pending)}(&tally, ${x.value('i32')});`,
      x.declare('i32', 'atomicLoad(&tally)'),
    ),
  (x, { random }) =>
    handed(
      'storageBarrier',
      `atomic${random.pick(pending)}(&counts[wg].u, ${x.value('u32')}); atomic${random.pick(pending)}(&counts[wg].list[l & 1u], ${x.value('u32', 1)});`,
      x.declare('u32', 'atomicLoad(&counts[wg].u) ^ atomicLoad(&counts[wg].list[1])'),
    ),
  // What an atomic gives back depends on the order, unless only one invocation comes; an exchange may fail for no
  // reason, and is tried again.
  (x) =>
    handed(
      'workgroupBarrier',
      `if (l == ${x.shift}u) { let was = atomicExchange(&tally, ${x.value('i32')}); let is = atomicLoad(&tally); let hoped = ${x.value('i32', 0)}; loop { let swap = atomicCompareExchangeWeak(&tally, hoped, ${x.value('i32', 1)}); if (swap.exchanged || swap.old_value != hoped) { mine[0] ^= was + swap.old_value + i32(swap.exchanged); break; } } mine[1] += is; atomicStore(&counts[wg].i, mine[0]); }`,
      x.declare('i32', 'atomicLoad(&tally)'),
    ),
  (x) => [
    `if (l == ${x.shift}u) { shared_w.f = ${x.value('f32')}; shared_w.part.a = ${x.value('u32', 1)}; shared_w.m[1] = ${x.value('vec3f', 1)}; }`,
    x.declare('f32', 'workgroupUniformLoad(&shared_w).f'),
  ],
  (x) => [
    `if (l == ${x.shift}u) { shared_u[${x.shift}] = ${x.value('u32')}; }`,
    x.declare('u32', `workgroupUniformLoad(&shared_u[${x.shift}])`),
  ],
  (x) =>
    handed(
      'storageBarrier',
      `kept(&scratch, wg * 32u + l, ${x.value('u32')});`,
      x.declare('u32', `scratch[wg * 32u + ${x.other}]`),
    ),
  (x) =>
    handed(
      'workgroupBarrier',
      `sized[l] = ${x.value('i32')};`,
      x.declare('i32', `passed(&sized, ${x.other}) * 3`),
    ),
  (x, { random }) =>
    handed(
      'storageBarrier',
      `grid[wg * 32u + l] = Grid(mat3x2f(tame2(${x.value('vec2f')}), vec2f(1, 2), vec2f(3, 4)), mat2x3f(tame3(${x.value('vec3f')}), vec3f(5)), ${x.value('vec2i')}, array<mat2x2f, 2>()); grid[wg * 32u + l].k[l & 1u][${x.value('u32', 0)} & 1u] = ${x.value('vec2f')};`,
      x.declare(
        'vec2f',
        random
          .pick([
            'grid[wg * 32u + OTHER].k[1][l & 1u]',
            'tame2(grid[wg * 32u + OTHER].m * grid[wg * 32u + OTHER].n[0])',
          ])
          .replaceAll('OTHER', x.other),
      ),
    ),
  // A histogram, and a sum by comparing and exchanging: neither depends on who comes first.
  (x) =>
    handed(
      'workgroupBarrier',
      `atomicAdd(&bins[${x.value('u32', 1)} & 7u], ${x.value('u32', 1)});`,
      x.declare('u32', `atomicLoad(&bins[${x.other} & 7u])`),
    ),
  (x) =>
    handed(
      'workgroupBarrier',
      `let ${x.name}a = ${x.value('i32')}; loop { let was = atomicLoad(&tally); if (atomicCompareExchangeWeak(&tally, was, was + ${x.name}a).exchanged) { break; } }`,
      x.declare('i32', 'atomicLoad(&tally)'),
    ),
  (x) =>
    handed(
      'workgroupBarrier(); storageBarrier',
      `shared_u[l] = ${x.value('u32')}; scratch[wg * 32u + l] = ${x.value('u32')};`,
      x.declare('u32', `shared_u[${x.other}] ^ scratch[wg * 32u + ${x.other}]`),
    ),
  lanes,
  lanes,
  lanes,
];

/** Subgroup operations; SwiftShader has four lanes. */
function lanes(x: Exchange, { random }: Scope): string[] {
  const type = random.pick(['i32', 'u32', 'vec2u', 'vec3i'] as const);
  const ints = ['Add', 'Mul', 'Min', 'Max', 'And', 'Or', 'Xor', 'ExclusiveAdd', 'InclusiveAdd'];
  switch (random.below(7)) {
    case 5: {
      // A lane that is not there gives any value: it must not be used.
      const [by, from] = [1 + random.below(3), x.value('vec2i')];
      const [name, there] = random.pick([
        ['Up', `lane >= ${by}u`],
        ['Down', `lane + ${by}u < lanes`],
      ] as const);
      return [
        `let ${x.name}f = ${from};`,
        x.declare(
          'vec2i',
          `select(${x.name}f, subgroupShuffle${name}(${x.name}f, ${by}u), ${there})`,
        ),
      ];
    }
    case 6: {
      const calls = [
        `quadBroadcast(${x.value('vec3f')}, ${random.below(4)}u)`,
        `quadSwap${random.pick(['X', 'Y', 'Diagonal'])}(${x.value('vec3f')})`,
      ];
      return [x.declare('vec3f', random.pick(calls))];
    }
    case 0: {
      const name = random.pick([...ints, 'ExclusiveMul', 'InclusiveMul', 'BroadcastFirst']);
      return [x.declare(type, `subgroup${name}(${x.value(type)})`)];
    }
    case 1: {
      const name = random.pick(['Add', 'Min', 'Max', 'ExclusiveAdd', 'InclusiveAdd']);
      return [x.declare('f32', `subgroup${name}(${x.value('f32')})`)];
    }
    case 2: {
      const calls = [
        `subgroupShuffle(${x.value('vec3f')}, (lane + ${random.below(4)}u) & 3u)`,
        `subgroupShuffleXor(${x.value('vec3f')}, ${random.below(4)}u)`,
        `subgroupBroadcast(${x.value('vec3f')}, ${random.below(4)}u)`,
      ];
      return [x.declare('vec3f', random.pick(calls))];
    }
    case 3:
      return [x.declare('vec4u', `subgroupBallot(${x.value('bool')})`)];
    default: {
      const votes = [`subgroup${random.pick(['All', 'Any'])}(${x.value('bool')})`];
      return [x.declare('bool', random.pick([...votes, 'subgroupElect()']))];
    }
  }
}

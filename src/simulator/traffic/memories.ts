import type { TrafficMemory } from '../../core/grade/traffic';
import type { AccessKind } from '../emit/emitter';
import type { Code } from '../emit/kernel';
import { layoutOf } from '../front/layout';
import type { Heap } from '../run/heap';

type Totals = { -readonly [K in keyof TrafficMemory]: TrafficMemory[K] };

/** The variables of a dispatch that lie in memory, and how much goes in and out of each. */
export interface Memories {
  /** The variable that a byte belongs to: its number, its space, and where it begins. */
  at(address: number): {
    readonly memory: number;
    readonly start: number;
    readonly space: TrafficMemory['space'];
  };
  move(address: number, bytes: number, access: AccessKind): void;
  /** Workgroup memory is another one from here on. */
  nextWorkgroup(): void;
  totals(): TrafficMemory[];
}

export function memories(
  code: Code,
  heap: Heap,
  bufferOf: (binding: number) => string | undefined,
): Memories {
  const own = code.program.globals.flatMap((variable) => {
    const start = code.workgroup.get(variable.id);
    return start === undefined ? [] : [{ variable, start, bytes: layoutOf(variable.type).size }];
  });
  const stretches = [...own, ...heap.segments].sort((a, b) => a.start - b.start);
  const totals = stretches.map(({ variable }): Totals => {
    const { name, space, binding } = variable;
    const known = space === 'workgroup' || space === 'uniform' ? space : 'storage';
    const buffer = binding === undefined ? undefined : bufferOf(binding);
    const counts = { read: 0, written: 0, atomic: 0, distinct: 0 };
    return { name, space: known, ...(buffer === undefined ? {} : { buffer }), ...counts };
  });
  const end = stretches.at(-1);
  const touched = new Int32Array(end === undefined ? 0 : ((end.start + end.bytes) >> 2) + 1);
  let workgroup = 1;
  const at = (address: number): number =>
    Math.max(
      0,
      stretches.findLastIndex(({ start }) => start <= address),
    );
  return {
    at(address) {
      const memory = at(address);
      const space = totals[memory]?.space ?? 'storage';
      return { memory, space, start: stretches[memory]?.start ?? 0 };
    },
    move(address, bytes, access) {
      const total = totals[at(address)];
      if (total === undefined) return;
      const count = Math.max(1, bytes >> 2);
      total[access === 'read' ? 'read' : access === 'write' ? 'written' : 'atomic'] += count;
      const mark = total.space === 'workgroup' ? workgroup : 1;
      for (let word = address >> 2; word << 2 < address + bytes; word++) {
        if (touched[word] === mark) continue;
        touched[word] = mark;
        total.distinct++;
      }
    },
    nextWorkgroup() {
      workgroup++;
    },
    totals: () => totals,
  };
}

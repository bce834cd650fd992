import type { Code } from '../emit/kernel';
import { layoutOf, offsetsOf, strideOf } from '../front/layout';
import type { Variable } from '../front/tree';
import type { Type } from '../front/types';
import type { Heap } from '../run/heap';

/** Which variable a byte of memory belongs to, and the part of it in WGSL's own words: `tile[3][5]`, `p.pos.x`. */
export function memoryName(
  code: Code,
  heap: Heap,
  address: number,
): { readonly variable: string; readonly memory: string } {
  const found = owner(code, heap, address);
  if (found === undefined) return { variable: 'memory', memory: `byte ${address}` };
  const { name, type } = found.variable;
  return { variable: name, memory: name + part(type, address - found.start) };
}

function owner(
  code: Code,
  heap: Heap,
  address: number,
): { readonly variable: Variable; readonly start: number } | undefined {
  const segment = heap.segments.find(
    ({ start, bytes }) => address >= start && address < start + bytes,
  );
  if (segment !== undefined) return segment;
  for (const variable of code.program.globals) {
    const start = code.workgroup.get(variable.id);
    if (start === undefined) continue;
    if (address >= start && address < start + layoutOf(variable.type).size)
      return { variable, start };
  }
  return undefined;
}

function part(type: Type, offset: number): string {
  switch (type.kind) {
    case 'array':
    case 'matrix': {
      const stride = strideOf(type);
      const inner: Type =
        type.kind === 'array'
          ? type.element
          : { kind: 'vector', size: type.rows, scalar: type.scalar };
      return `[${Math.floor(offset / stride)}]${part(inner, offset % stride)}`;
    }
    case 'vector':
      return `.${'xyzw'[Math.floor(offset / strideOf(type))] ?? ''}`;
    case 'struct': {
      const offsets = offsetsOf(type);
      const at = offsets.findLastIndex((start) => start <= offset);
      const member = type.members[at];
      return member === undefined
        ? ''
        : `.${member.name}${part(member.type, offset - (offsets[at] ?? 0))}`;
    }
    default:
      return '';
  }
}

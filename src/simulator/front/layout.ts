import { type Member, type StructType, type Type, slotsOf } from './types';

/** Size and alignment of a type in memory, in bytes (WGSL, “Memory layout”). */
export interface Layout {
  readonly size: number;
  readonly align: number;
}

export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

const scalarSize = (scalar: string): number => (scalar === 'f16' ? 2 : 4);

export function layoutOf(type: Type): Layout {
  switch (type.kind) {
    case 'vector': {
      const scalar = scalarSize(type.scalar);
      return { size: scalar * type.size, align: scalar * (type.size === 3 ? 4 : type.size) };
    }
    case 'matrix': {
      const column = layoutOf({ kind: 'vector', size: type.rows, scalar: type.scalar });
      return { size: type.columns * roundUp(column.size, column.align), align: column.align };
    }
    case 'array': {
      const { align } = layoutOf(type.element);
      return { size: (type.count ?? 0) * strideOf(type), align };
    }
    case 'struct':
      return structLayout(type);
    case 'scalar':
    case 'atomic': {
      const size = scalarSize(type.scalar);
      return { size, align: size };
    }
    case 'pointer':
    case 'void':
      return { size: 4, align: 4 };
  }
}

/** Bytes from one element to the next: of an array its elements, of a matrix its columns, of a vector its components. */
export function strideOf(type: Type): number {
  if (type.kind === 'array') {
    const element = layoutOf(type.element);
    return roundUp(element.size, element.align);
  }
  if (type.kind === 'matrix') {
    const column = layoutOf({ kind: 'vector', size: type.rows, scalar: type.scalar });
    return roundUp(column.size, column.align);
  }
  return type.kind === 'vector' ? scalarSize(type.scalar) : layoutOf(type).size;
}

/** Byte offset of each member of a struct. */
export function offsetsOf(type: StructType): number[] {
  return placed(type).offsets;
}

function structLayout(type: StructType): Layout {
  const { end, align } = placed(type);
  return { size: roundUp(end, align), align };
}

function placed(type: StructType): { offsets: number[]; end: number; align: number } {
  let end = 0;
  let align = 1;
  const offsets = type.members.map((member) => {
    const own = memberLayout(member);
    const offset = roundUp(end, own.align);
    end = offset + own.size;
    align = Math.max(align, own.align);
    return offset;
  });
  return { offsets, end, align };
}

function memberLayout({ type, align, size }: Member): Layout {
  const own = layoutOf(type);
  return { align: align ?? own.align, size: size ?? own.size };
}

/** Where each scalar of a value lies in memory, in bytes from its start, in the order of the slots. */
export function slotOffsets(type: Type): number[] {
  switch (type.kind) {
    case 'vector':
      return Array.from({ length: type.size }, (_, i) => i * strideOf(type));
    case 'matrix': {
      const row = scalarSize(type.scalar);
      const stride = strideOf(type);
      return Array.from(
        { length: slotsOf(type) },
        (_, i) => Math.floor(i / type.rows) * stride + (i % type.rows) * row,
      );
    }
    case 'array': {
      const one = slotOffsets(type.element);
      const stride = strideOf(type);
      return Array.from({ length: type.count ?? 0 }, (_, i) =>
        one.map((offset) => i * stride + offset),
      ).flat();
    }
    case 'struct': {
      const offsets = offsetsOf(type);
      return type.members.flatMap((member, i) =>
        slotOffsets(member.type).map((offset) => (offsets[i] ?? 0) + offset),
      );
    }
    case 'scalar':
    case 'atomic':
    case 'pointer':
      return [0];
    case 'void':
      return [];
  }
}

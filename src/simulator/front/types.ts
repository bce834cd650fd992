/** Kinds of scalar; the abstract two are those of literals and of what is made of them. */
export type ScalarKind = 'bool' | 'i32' | 'u32' | 'f32' | 'f16' | 'abstract-int' | 'abstract-float';

export type AddressSpace = 'function' | 'private' | 'workgroup' | 'storage' | 'uniform';
export type Access = 'read' | 'write' | 'read_write';

export interface ScalarType {
  readonly kind: 'scalar';
  readonly scalar: ScalarKind;
}
export interface VectorType {
  readonly kind: 'vector';
  readonly size: number;
  readonly scalar: ScalarKind;
}
export interface MatrixType {
  readonly kind: 'matrix';
  readonly columns: number;
  readonly rows: number;
  readonly scalar: ScalarKind;
}
export interface ArrayType {
  readonly kind: 'array';
  readonly element: Type;
  /** Undefined for a runtime-sized array. */
  readonly count: number | undefined;
}
export interface Member {
  readonly name: string;
  readonly type: Type;
  /** Values of `@align` and `@size`, in bytes. */
  readonly align?: number;
  readonly size?: number;
}
export interface StructType {
  readonly kind: 'struct';
  readonly name: string;
  readonly members: readonly Member[];
}
export interface AtomicType {
  readonly kind: 'atomic';
  readonly scalar: 'i32' | 'u32';
}
export interface PointerType {
  readonly kind: 'pointer';
  readonly space: AddressSpace;
  readonly store: Type;
  readonly access: Access;
}
/** What a function without a result gives. */
export interface VoidType {
  readonly kind: 'void';
}

export type Type =
  | ScalarType
  | VectorType
  | MatrixType
  | ArrayType
  | StructType
  | AtomicType
  | PointerType
  | VoidType;

export const scalarType = (scalar: ScalarKind): ScalarType => ({ kind: 'scalar', scalar });
export const vectorType = (size: number, scalar: ScalarKind): VectorType => ({
  kind: 'vector',
  size,
  scalar,
});
export const matrixType = (columns: number, rows: number, scalar: ScalarKind): MatrixType => ({
  kind: 'matrix',
  columns,
  rows,
  scalar,
});

/** The type as WGSL writes it; equal texts are equal types, since struct names are unique. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'vector':
      return `vec${type.size}<${type.scalar}>`;
    case 'matrix':
      return `mat${type.columns}x${type.rows}<${type.scalar}>`;
    case 'array':
      return `array<${typeText(type.element)}${type.count === undefined ? '' : `, ${type.count}`}>`;
    case 'struct':
      return type.name;
    case 'atomic':
      return `atomic<${type.scalar}>`;
    case 'pointer':
      return `ptr<${type.space}, ${typeText(type.store)}${type.space === 'storage' ? `, ${type.access}` : ''}>`;
    case 'void':
      return 'nothing';
  }
}

export const sameType = (a: Type, b: Type): boolean => typeText(a) === typeText(b);

/** The scalar of a scalar, vector or matrix; undefined for the rest. */
export function scalarOf(type: Type): ScalarKind | undefined {
  return type.kind === 'scalar' || type.kind === 'vector' || type.kind === 'matrix'
    ? type.scalar
    : undefined;
}

/** The same shape over another scalar. */
export function withScalar(type: Type, scalar: ScalarKind): Type {
  if (type.kind === 'vector') return vectorType(type.size, scalar);
  if (type.kind === 'matrix') return matrixType(type.columns, type.rows, scalar);
  return scalarType(scalar);
}

/** How many scalars a value of the type is made of; pointers are one number. */
export function slotsOf(type: Type): number {
  switch (type.kind) {
    case 'vector':
      return type.size;
    case 'matrix':
      return type.columns * type.rows;
    case 'array':
      return (type.count ?? 0) * slotsOf(type.element);
    case 'struct':
      return type.members.reduce((sum, member) => sum + slotsOf(member.type), 0);
    case 'void':
      return 0;
    case 'scalar':
    case 'atomic':
    case 'pointer':
      return 1;
  }
}

/** The scalar kind of each slot of a value, in order. */
export function slotKinds(type: Type): ScalarKind[] {
  switch (type.kind) {
    case 'scalar':
    case 'atomic':
      return [type.scalar];
    case 'vector':
    case 'matrix':
      return new Array<ScalarKind>(slotsOf(type)).fill(type.scalar);
    case 'array': {
      const one = slotKinds(type.element);
      return Array.from({ length: type.count ?? 0 }, () => one).flat();
    }
    case 'struct':
      return type.members.flatMap((member) => slotKinds(member.type));
    case 'pointer':
      return ['u32'];
    case 'void':
      return [];
  }
}

export const isAbstract = (scalar: ScalarKind): boolean =>
  scalar === 'abstract-int' || scalar === 'abstract-float';
export const isFloat = (scalar: ScalarKind): boolean =>
  scalar === 'f32' || scalar === 'f16' || scalar === 'abstract-float';
export const isInteger = (scalar: ScalarKind): boolean =>
  scalar === 'i32' || scalar === 'u32' || scalar === 'abstract-int';

/** What an abstract scalar becomes where nothing asks for another kind. */
export function concreteScalar(scalar: ScalarKind): ScalarKind {
  if (scalar === 'abstract-int') return 'i32';
  return scalar === 'abstract-float' ? 'f32' : scalar;
}

/** The type with its abstract scalars made concrete. */
export function concreteType(type: Type): Type {
  const scalar = scalarOf(type);
  if (scalar !== undefined) return withScalar(type, concreteScalar(scalar));
  if (type.kind === 'array') return { ...type, element: concreteType(type.element) };
  return type;
}

/** Whether an automatic conversion leads from one scalar to another. */
export function convertible(from: ScalarKind, to: ScalarKind): boolean {
  if (from === to) return true;
  if (from === 'abstract-float') return to === 'f32' || to === 'f16';
  return from === 'abstract-int' && to !== 'bool';
}

/** The scalar that both convert to automatically; undefined where there is none. */
export function commonScalar(a: ScalarKind, b: ScalarKind): ScalarKind | undefined {
  if (convertible(a, b)) return b;
  return convertible(b, a) ? a : undefined;
}

/** Whether a type holds an array somewhere, so that a variable of it needs memory. */
export function holdsArray(type: Type): boolean {
  if (type.kind === 'array') return true;
  return type.kind === 'struct' && type.members.some((member) => holdsArray(member.type));
}

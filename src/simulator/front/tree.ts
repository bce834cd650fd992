import type { Span } from '../../core/outline/outline';
import type { Access, AddressSpace, PointerType, Type } from './types';

/** One scalar of a value that is known before the kernel runs. */
export type Scalar = number | boolean;

/** A variable, a `let` or a parameter. */
export interface Variable {
  readonly id: number;
  readonly name: string;
  readonly type: Type;
  /** `value` for `let` and parameters, which have no memory. */
  readonly space: AddressSpace | 'value';
  readonly access: Access;
  readonly span: Span;
  readonly group?: number;
  readonly binding?: number;
  /** What a private variable starts with. */
  readonly init?: Expr;
  /** Set when a pointer to it is made or an index into it is computed: then it cannot be a list of scalars. */
  needsMemory: boolean;
  /** Set when something stores to it. */
  written: boolean;
}

interface Typed {
  readonly type: Type;
  readonly span: Span;
}

/** A piece of memory that a kernel names: a variable or a part of one. `type` is what is stored there. */
export type Place = Typed & {
  readonly space: AddressSpace;
  readonly access: Access;
} & (
    | { readonly kind: 'variable'; readonly variable: Variable }
    | { readonly kind: 'pointee'; readonly pointer: Expr }
    | { readonly kind: 'member'; readonly base: Place; readonly member: number }
    | { readonly kind: 'element'; readonly base: Place; readonly index: Expr }
  );

export type UnaryOperator = '-' | '!' | '~';
export type BinaryOperator =
  | ('+' | '-' | '*' | '/' | '%')
  | ('&' | '|' | '^' | '<<' | '>>')
  | ('==' | '!=' | '<' | '<=' | '>' | '>=');

/**
 * An expression that gives a value. Values are flat: `slotsOf(type)` scalars in order, so that a vector, a
 * matrix, a struct and an array are lists of scalars everywhere behind the front end.
 */
export type Expr = Typed &
  (
    | { readonly kind: 'constant'; readonly value: readonly Scalar[] }
    | { readonly kind: 'name'; readonly variable: Variable }
    | { readonly kind: 'load'; readonly place: Place }
    | { readonly kind: 'address'; readonly type: PointerType; readonly place: Place }
    | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly of: Expr }
    /** By component; an operand of one slot meets every component of the other. */
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: Expr;
        readonly right: Expr;
      }
    /** Matrix times matrix, matrix times vector, vector times matrix. */
    | { readonly kind: 'product'; readonly left: Expr; readonly right: Expr }
    | {
        readonly kind: 'logical';
        readonly operator: '&&' | '||';
        readonly left: Expr;
        readonly right: Expr;
      }
    /** Value conversion, by component. */
    | { readonly kind: 'convert'; readonly of: Expr }
    | { readonly kind: 'bitcast'; readonly of: Expr }
    /** The slots of all parts, one after the other. */
    | { readonly kind: 'compose'; readonly parts: readonly Expr[] }
    /** One scalar in every slot. */
    | { readonly kind: 'splat'; readonly of: Expr }
    /** Some slots of a value: a swizzle, a member, an element at a constant index. */
    | { readonly kind: 'slots'; readonly of: Expr; readonly slots: readonly number[] }
    /** An element of a value at an index that is not constant. */
    | { readonly kind: 'pick'; readonly of: Expr; readonly index: Expr; readonly count: number }
    | { readonly kind: 'call'; readonly callee: Fn; readonly args: readonly Expr[] }
    | { readonly kind: 'builtin'; readonly name: string; readonly args: readonly Expr[] }
    | {
        readonly kind: 'atomic';
        readonly name: string;
        readonly place: Place;
        readonly args: readonly Expr[];
      }
    | { readonly kind: 'arrayLength'; readonly place: Place }
    | { readonly kind: 'barrier'; readonly barrier: Barrier; readonly place?: Place }
    | { readonly kind: 'subgroup'; readonly name: string; readonly args: readonly Expr[] }
  );

export type Barrier =
  'workgroupBarrier' | 'storageBarrier' | 'textureBarrier' | 'workgroupUniformLoad';

export interface LoopStatement {
  readonly kind: 'loop';
  readonly span: Span;
  readonly word: 'for' | 'while' | 'loop';
  readonly init: readonly Statement[];
  readonly condition: Expr | undefined;
  readonly body: readonly Statement[];
  /** What runs between the rounds: the update of a `for`, the `continuing` block of a `loop`. */
  readonly continuing: readonly Statement[];
  readonly breakIf: Expr | undefined;
  /** Whether an invocation may meet a barrier in it. */
  readonly barrier: boolean;
}

export interface Clause {
  readonly values: readonly Scalar[];
  readonly isDefault: boolean;
  readonly body: readonly Statement[];
}

export type Statement =
  | { readonly kind: 'declare'; readonly variable: Variable; readonly init: Expr | undefined }
  | {
      readonly kind: 'assign';
      readonly place: Place;
      readonly value: Expr;
      readonly span: Span;
    }
  /** `place op= value`, with the place found once. `current` stands in `value` for what was there. */
  | {
      readonly kind: 'update';
      readonly place: Place;
      readonly current: Variable;
      readonly value: Expr;
      readonly span: Span;
    }
  | { readonly kind: 'evaluate'; readonly value: Expr }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | {
      readonly kind: 'if';
      readonly span: Span;
      readonly condition: Expr;
      /** Whether an invocation may meet a barrier in one of the two ways. */
      readonly barrier: boolean;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | LoopStatement
  | {
      readonly kind: 'switch';
      readonly span: Span;
      readonly selector: Expr;
      readonly barrier: boolean;
      readonly clauses: readonly Clause[];
    }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'return'; readonly value: Expr | undefined };

export interface Fn {
  readonly id: number;
  readonly name: string;
  readonly params: readonly Variable[];
  readonly result: Type;
  readonly span: Span;
  /** Filled when the body is read; functions may be used before they are declared. */
  body: readonly Statement[];
  /** Whether invocations may have to wait in it: a barrier or a subgroup operation, here or in what it calls. */
  waits: boolean;
}

/** A built-in value by the name of WGSL, where an entry point takes it in. */
export interface BuiltinInput {
  readonly name: string;
  readonly slots: number;
}

/** An entry point with the values of its overrides put in, and all that it reaches. */
export interface Program {
  readonly source: string;
  readonly entry: Fn;
  /** The built-in values that make up the slots of each parameter. */
  readonly inputs: readonly (readonly BuiltinInput[])[];
  readonly workgroupSize: readonly [number, number, number];
  /** Functions that the entry point reaches, itself last. */
  readonly functions: readonly Fn[];
  /** Module-scope variables that they use. */
  readonly globals: readonly Variable[];
  /** Where the loops of the whole file start, in order: a loop's place in it is its number. */
  readonly loopStarts: readonly number[];
}

import type { Span } from '../../core/outline/outline';

/** An expression of the learner's file. */
export interface Excerpt {
  readonly span: Span;
  readonly text: string;
}

/** An invocation by all its numbers. */
export interface Who {
  readonly workgroup: readonly [number, number, number];
  readonly local: readonly [number, number, number];
  readonly global: readonly [number, number, number];
}

export interface RaceAccess extends Excerpt {
  readonly wrote: boolean;
  readonly who: Who;
}

/** Two accesses to the same memory, at least one of them a write, which nothing orders. */
export interface Race {
  readonly kind: 'race';
  readonly space: 'workgroup' | 'storage';
  /** The memory itself: `tile[3][5]`. */
  readonly memory: string;
  readonly variable: string;
  readonly earlier: RaceAccess;
  readonly later: RaceAccess;
  readonly across: 'invocations' | 'workgroups';
  /** A `workgroupBarrier()` stands between the two, and it does not order storage. */
  readonly wrongBarrier: Excerpt | undefined;
  /** A barrier that orders this memory stands between the two in the text, so they meet around a loop. */
  readonly parted: boolean;
  /** How often the two places met like that. */
  readonly count: number;
}

/** An index outside of its array, vector or matrix. */
export interface OutOfBounds extends Excerpt {
  readonly kind: 'outOfBounds';
  readonly index: number;
  readonly length: number;
  /** `read`, `write`, `read and write`, `take the address of`. */
  readonly access: string;
  readonly who: Who;
  readonly count: number;
}

/** A barrier to which not all invocations of a workgroup came. */
export interface Divergence extends Excerpt {
  readonly kind: 'divergence';
  readonly arrived: number;
  readonly missing: number;
  /** One that came and one that did not. */
  readonly present: Who;
  readonly absent: Who;
  /** The other barrier at which the absent one waits; undefined where it has ended. */
  readonly elsewhere: Excerpt | undefined;
  /** The branch at which the two went different ways. */
  readonly branch: Excerpt | undefined;
}

/** A subgroup operation that takes its value from a lane that is not there. */
export interface InactiveLane extends Excerpt {
  readonly kind: 'inactiveLane';
  readonly who: Who;
  readonly count: number;
}

export type Finding = Race | OutOfBounds | Divergence | InactiveLane;

import type { Conflict } from './shadow-cells';

/** Hears what happens while a dispatch runs. `where` gives the invocation that does it. */
export interface Observer {
  race(conflict: Conflict, later: Place, earlier: Place): void;
  outside(site: number, index: number, length: number, access: string, who: Place): void;
  /** Only some of the invocations came to a barrier, or to different ones. `notes` are their ways since the last. */
  diverged(gathering: Gathering): void;
  inactive(stop: number, who: Place): void;
  /** Memory is touched; lanes with the same `context` are there together. Only where the code was made to trace. */
  trace?(start: number, bytes: number, site: number, context: number, who: Place): void;
  fork?(branch: number, value: number, context: number, who: Place): void;
  /** Where operations on floats and on whole numbers are counted, of code that was made to trace. */
  readonly operations?: Float64Array;
  /** All invocations of a workgroup have come to a barrier, or to the end. */
  interval?(workgroup: number): void;
}

/** An invocation: its workgroup's number and its own number in it. */
export interface Place {
  readonly workgroup: number;
  readonly invocation: number;
}

/** Where the invocations of a workgroup stand when not all have come to one barrier. */
export interface Gathering {
  readonly workgroup: number;
  /** The barrier at which each invocation waits; -1 where it has ended. */
  readonly stops: Int32Array;
  /** Branches and which way, alternating, since the last barrier. */
  readonly notes: readonly (readonly number[])[];
}

/** Why a dispatch ended before its time. Thrown out of generated code, and given back as a value. */
export type Ending =
  | {
      readonly kind: 'endless';
      /** Whose budget was used up: that of this loop, or that of the whole dispatch. */
      readonly spent: 'loop' | 'dispatch';
      readonly loop: number;
      /** Rounds of all loops in all invocations until then, to the nearest tank. */
      readonly rounds: number;
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'tooLong' };

export class Ended extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(ending.kind);
    this.ending = ending;
  }
}

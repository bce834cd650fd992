/** Why a dispatch ended before its time. Thrown out of generated code, and given back as a value. */
export type Ending =
  | { readonly kind: 'endless'; readonly loop: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'tooLong' };

export class Ended extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(ending.kind);
    this.ending = ending;
  }
}

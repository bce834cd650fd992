import type { Span } from '../../core/outline/outline';

/**
 * Why a file cannot be simulated. `invalid`: it breaks a rule of WGSL; `unsupported`: it may be right, and the
 * simulator does not know how to run it. Neither ever becomes a guess.
 */
export interface Fault {
  readonly kind: 'invalid' | 'unsupported';
  readonly message: string;
  readonly span: Span;
}

/** Carries a fault from where it is found to `readProgram`, which gives it back as a value. */
export class FaultFound extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

export function invalid(message: string, span: Span): never {
  throw new FaultFound({ kind: 'invalid', message, span });
}

export function unsupported(what: string, span: Span): never {
  throw new FaultFound({
    kind: 'unsupported',
    message: `The simulator does not run ${what}`,
    span,
  });
}

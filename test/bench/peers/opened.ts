import type { AdapterFacts } from '../../../src/core/grade/report';
import type { Lab, LabResult } from './measure-lab';

/** A host on which labs can be measured. */
export interface Opened {
  /** What it is, with its version. */
  readonly where: string;
  readonly adapter: AdapterFacts;
  measure(lab: Lab, rounds: number): Promise<LabResult>;
  close(): Promise<void>;
}

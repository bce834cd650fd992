import type { Position } from '../../src/core/grade/report';

/** What the parts of the panel can ask for. Plain functions, so that they can be handed on. */
export interface Deeds {
  readonly run: () => void;
  readonly hint: () => void;
  readonly reset: () => void;
  readonly solution: () => void;
  /** Keeps the option that the learner foretells. */
  readonly predict: (choice: number) => void;
  readonly next: () => void;
  readonly openLink: (url: string) => void;
  readonly reveal: (place: Position) => void;
  readonly checkGpu: () => void;
  readonly chooseCase: (index: number) => void;
}

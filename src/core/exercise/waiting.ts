import type { Problem } from '../grade/report';
import type { Outline } from '../outline/outline';
import { rangeOf } from '../outline/place';
import { spin } from '../outline/spins';

/** A loop that only another invocation can end breaks every contract: WebGPU does not promise that the other one runs. */
export function waitingProblems(file: Outline): Problem[] {
  const found = spin(file);
  if (found === undefined) return [];
  return [
    {
      severity: 'error',
      source: 'contract',
      id: 'waits-for-another',
      message: `This loop waits until another invocation has stored to “${found.variable}”`,
      says: 'WebGPU promises no order among workgroups, and not that two of them run at the same time: the one that waits may hold the place that the other one needs, and then neither ever ends. On this device it may go well all the same. Store, let the pass end, and read in the next one: between two passes everything is done.',
      range: rangeOf(file.source, found.loop),
    },
  ];
}

import { formatCount } from '../../src/core/grade/format';
import type { Grade } from '../../src/core/grade/report';
import { el } from './dom';

/** What the check on the simulator came to, in a line under the verdict. */
export function checkLine({ check }: Grade, checking: boolean): HTMLElement | undefined {
  if (checking) return line('checking for races on a CPU model…');
  switch (check?.kind) {
    case 'clean': {
      const runs = `${formatCount(check.runs)} ${check.runs === 1 ? 'run' : 'runs'}`;
      const all = line('no race, no out-of-bounds access found');
      all.title = `Every access of ${runs} of the first case was watched on a CPU model.`;
      return all;
    }
    case 'notChecked':
      return line(`not checked for races: ${check.reason ?? 'no reason was given'}`);
    case 'found':
      return line('seen on a CPU model that watches every access of the first case');
    case undefined:
      return undefined;
  }
}

const line = (text: string): HTMLElement => el('p', { class: 'small check' }, text);

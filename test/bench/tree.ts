// How long the tree takes with thousands of papers, without VS Code: what it adds is the same for every tree.
import { emptyProgress } from '../../src/core/progress/state';
import type { TreeInput } from '../../src/editor/tree/build';
import { type Look, lookAt, saidAbout } from '../../src/editor/tree/look';
import { childrenOf, type TreeNode } from '../../src/editor/tree/nodes';
import { firstView, type ViewState } from '../../src/editor/tree/view-state';
import { wordsOf } from '../../src/editor/tree/words';
import { largeCatalogue } from '../support/syllabus';

const rounds = 9;

export interface TreeTimes {
  /** From nothing to the words of every row that VS Code asks for, in milliseconds. */
  readonly opens: readonly number[];
  readonly filters: readonly number[];
}

export function timesOfTree(papers: number): TreeTimes {
  const opens: number[] = [];
  const filters: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const input = inputWith(papers);
    opens.push(timed(() => rowsAsked(input, firstView)));
    const filter = { text: `author ${round} borel`, statuses: [] };
    filters.push(timed(() => rowsAsked(input, { ...firstView, filter })));
  }
  return { opens, filters };
}

/** A catalogue of its own each time, so that nothing is known about it from before. */
function inputWith(papers: number): TreeInput {
  return {
    ...{ catalogue: largeCatalogue(papers), mine: [], broken: [], progress: emptyProgress },
    ...{ hashOf: () => undefined, takersOf: () => [] },
  };
}

function timed(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

/** VS Code asks for the rows at the top and for those below rows that are open. */
function rowsAsked(input: TreeInput, state: ViewState): void {
  const look = lookAt(input, state);
  saidAbout(look, state, 'folder');
  ask(look.roots, look);
}

function ask(nodes: readonly TreeNode[], look: Look): void {
  for (const node of nodes) {
    wordsOf(node);
    if (look.isOpen(node)) ask(childrenOf(node), look);
  }
}

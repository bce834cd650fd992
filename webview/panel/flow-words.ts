import type { Plan } from '../../src/core/exercise/plan-schema';
import type { Exercise } from '../../src/core/exercise/schema';
import type { PictureReply } from '../../src/core/grade/keeping';

/** A tensor that was pressed, and what came of it. */
export interface Pressed {
  readonly tensor: string;
  readonly reply: PictureReply | undefined;
  /** There is a run of this case whose tensors are kept. */
  readonly ran: boolean;
  readonly plan: Plan;
  readonly exercise: Exercise;
}

/** What the maps of a tensor show, and why there is nothing to compare where there is not. */
export function flowWords(expression: string, pressed: Pressed): string {
  const name = expression === pressed.tensor ? expression : `${pressed.tensor} = ${expression}`;
  return `${name}: ${whatIsShown(pressed)}`;
}

/** The temporary that the plan says a layer is kept in. */
function keptIn({ temps }: Plan, tensor: string): string | undefined {
  return temps.find(({ is }) => is === tensor)?.name;
}

function whatIsShown(pressed: Pressed): string {
  const { tensor, reply, ran, plan, exercise } = pressed;
  if (reply === undefined) return 'its values are not known here.';
  const binding = exercise.bindings.find(({ name }) => name === tensor);
  const family = `the family “${exercise.families[0] ?? ''}”`;
  if (reply.shows === 'input') return ran ? 'an input of the run.' : `an input of ${family}.`;
  const temporary = keptIn(plan, tensor);
  const yours = binding === undefined ? temporary : tensor;
  if (reply.shows === 'both') {
    const what = binding === undefined ? `your passes left in “${yours ?? ''}”` : 'you wrote';
    return `what is expected, and what ${what}.`;
  }
  return `what is expected. ${whyNotYours({ yours, ran, tensor, family })}`;
}

function whyNotYours(of: {
  readonly yours: string | undefined;
  readonly ran: boolean;
  readonly tensor: string;
  readonly family: string;
}): string {
  const { yours, ran, tensor, family } = of;
  if (yours === undefined)
    return `The plan stores no such tensor; a temporary with "is": "${tensor}" would show yours beside it.`;
  if (!ran) return `The inputs are of ${family}; yours stands beside it after a run.`;
  return `“${yours}” is too large in this case to be read back: choose a smaller one to see yours.`;
}

import { blocks } from '../blocks/index';
import type { Plan } from '../exercise/plan-schema';
import type { Exercise } from '../exercise/schema';
import { caseNames } from '../exercise/sizes';
import { type Box, type Dataflow, dataflowOf } from './dataflow';

/**
 * The dataflow of an exercise's reference block for the sizes of a case. A box ends where the plan stores what comes
 * out of it, and each output stands at the end of an edge, so that every tensor has one.
 */
export function caseDataflow(
  exercise: Exercise,
  plan: Plan,
  caseIndex: number,
): Dataflow | undefined {
  const block = blocks.get(exercise.reference);
  const names = caseNames(exercise, exercise.cases[caseIndex] ?? {});
  if (block === undefined || !names.ok || block.illegal(names.value) !== undefined)
    return undefined;
  const stored = plan.temps.flatMap(({ is }) => is ?? []);
  const { boxes, edges } = dataflowOf(block, names.value, stored);
  const ends = boxes.flatMap(({ id, output }) =>
    output === undefined ? [] : [{ from: id, to: `output ${output}`, output }],
  );
  return {
    boxes: [...boxes, ...ends.map(({ to, output }) => endBox(to, output))],
    edges: [...edges, ...ends.map(({ from, to }) => ({ from, to }))],
  };
}

function endBox(id: string, name: string): Box {
  return { id, role: 'input', lines: [name], expression: name };
}

import type { Block } from '../blocks/block';
import { blocks } from '../blocks/index';
import type { Graph } from '../graph/graph';
import type { Problem } from '../grade/report';
import { count } from '../tensor/shape';
import { evaluateSize } from './expression';
import { nearest } from './nearest';
import type { Plan } from './plan-schema';
import type { Exercise } from './schema';
import { caseLabel, caseNames, maxElements } from './sizes';

/** What is wrong with a plan beyond its form, in a clause that stands after “in the plan”, and where in the plan. */
export interface PlanFault {
  readonly path: readonly (string | number)[];
  readonly fault: string;
}

/** What is wrong with the rounds of a plan. */
export function roundFaults({ passes, again }: Plan, tensors: readonly string[]): PlanFault[] {
  if (again === undefined) return [];
  const { first, last, while: word } = again;
  const faults: PlanFault[] = [];
  if (first > last || last >= passes.length)
    faults.push({
      path: ['again'],
      fault: `a round goes from pass ${first} to pass ${last}, and the passes are 0 to ${passes.length - 1}`,
    });
  if (!tensors.includes(word))
    faults.push({
      path: ['again', 'while'],
      fault: `rounds go on while “${word}” is not 0, which is no tensor and no temporary`,
    });
  return faults;
}

/** What is wrong with the layers that a plan says its temporaries hold. */
export function layerFaults(exercise: Exercise, plan: Plan, block: Block): PlanFault[] {
  return plan.temps.flatMap((temp, i) => {
    const fault = temp.is === undefined ? undefined : layerFault(exercise, temp, temp.is, block);
    return fault === undefined ? [] : [{ path: ['temps', i, 'is'], fault }];
  });
}

function layerFault(
  exercise: Exercise,
  { name, elements }: Plan['temps'][number],
  is: string,
  block: Block,
): string | undefined {
  if (block.graph === undefined)
    return `“${name}” is said to be “${is}”, and the block “${block.id}” is not told as layers`;
  for (const [index, sizes] of exercise.cases.entries()) {
    const names = caseNames(exercise, sizes);
    // A case that is not legal is told by itself.
    if (!names.ok || block.illegal(names.value) !== undefined) continue;
    const graph = block.graph(names.value);
    const node = graph.nodes.find((one) => one.name === is);
    if (node === undefined)
      return `“${name}” is said to be “${is}”, which is no layer; ${layerAdvice(graph, is)}`;
    const size = evaluateSize(elements, names.value, maxElements);
    const wanted = count(node.shape);
    if (size.ok && size.value !== wanted)
      return `“${name}” is said to be “${is}”, which has ${wanted} elements in the case ${caseLabel(exercise, index)}, and it has ${size.value}`;
  }
  return undefined;
}

function layerAdvice({ nodes }: Graph, is: string): string {
  const layers = nodes.filter(({ layer }) => layer.kind !== 'input').map(({ name }) => name);
  const instead = nearest(is, layers);
  return instead === undefined
    ? `the layers are ${layers.join(', ')}`
    : `the nearest name is “${instead}”`;
}

/** What is wrong with a learner's own plan, beyond its form: it belongs to this exercise's contract. */
export function planFaults(exercise: Exercise, plan: Plan): PlanFault[] {
  const taken = takenBindings(exercise);
  const names = new Set(exercise.bindings.map((binding) => binding.name));
  const faults: PlanFault[] = [];
  plan.temps.forEach(({ name, binding }, i) => {
    const other = taken.get(binding);
    if (other !== undefined)
      faults.push({
        path: ['temps', i, 'binding'],
        fault: `the temporary “${name}” is at @binding(${binding}), which is ${other}`,
      });
    if (names.has(name))
      faults.push({ path: ['temps', i, 'name'], fault: `there are two tensors called “${name}”` });
    taken.set(binding, `“${name}”`);
    names.add(name);
  });
  plan.passes.forEach(({ entry, bindings = {} }, i) => {
    for (const [number, name] of Object.entries(bindings)) {
      if (!names.has(name))
        faults.push({
          path: ['passes', i, 'bindings', number],
          fault: `the pass “${entry}” binds “${name}”, which is no tensor and no temporary`,
        });
    }
  });
  const block = blocks.get(exercise.reference);
  faults.push(...roundFaults(plan, [...names]));
  if (block !== undefined) faults.push(...layerFaults(exercise, plan, block));
  return faults;
}

function takenBindings({ uniform, bindings }: Exercise): Map<number, string> {
  const taken = new Map([[uniform.binding, 'the uniform']]);
  for (const { binding, name } of bindings) taken.set(binding, `“${name}”`);
  return taken;
}

const aboutLayers =
  'Leave `is` out of a temporary that holds no layer’s values: grading does not need it.';

/** The same as problems of a submission. */
export function planProblems(exercise: Exercise, plan: Plan): Problem[] {
  const taken = takenBindings(exercise);
  for (const { binding, name } of plan.temps) taken.set(binding, `“${name}”`);
  const bindings = [...taken].map(([binding, name]) => `${name} at ${binding}`).join(', ');
  return planFaults(exercise, plan).map(({ path, fault }) => ({
    severity: 'error',
    source: 'plan',
    message: `In your plan ${fault}`,
    says: path.at(-1) === 'is' ? aboutLayers : `The contract has ${bindings}.`,
  }));
}

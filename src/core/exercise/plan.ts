import type { Problem } from '../grade/report';
import type { Plan } from './plan-schema';
import type { Exercise } from './schema';

/** What is wrong with the rounds of a plan, in clauses that stand after “in the plan”. */
export function roundFaults({ passes, again }: Plan, tensors: readonly string[]): string[] {
  if (again === undefined) return [];
  const { first, last, while: word } = again;
  const faults: string[] = [];
  if (first > last || last >= passes.length)
    faults.push(
      `a round goes from pass ${first} to pass ${last}, and the passes are 0 to ${passes.length - 1}`,
    );
  if (!tensors.includes(word))
    faults.push(`rounds go on while “${word}” is not 0, which is no tensor and no temporary`);
  return faults;
}

/** What is wrong with a learner's own plan, beyond its form: it belongs to this exercise's contract. */
export function planProblems(exercise: Exercise, plan: Plan): Problem[] {
  const taken = new Map<number, string>([[exercise.uniform.binding, 'the uniform']]);
  for (const { binding, name } of exercise.bindings) taken.set(binding, `“${name}”`);
  const names = new Set(exercise.bindings.map((binding) => binding.name));
  const faults: string[] = [];
  for (const { name, binding } of plan.temps) {
    const other = taken.get(binding);
    if (other !== undefined)
      faults.push(`the temporary “${name}” is at @binding(${binding}), which is ${other}`);
    if (names.has(name)) faults.push(`there are two tensors called “${name}”`);
    taken.set(binding, `“${name}”`);
    names.add(name);
  }
  for (const { entry, bindings = {} } of plan.passes) {
    for (const name of Object.values(bindings)) {
      if (!names.has(name))
        faults.push(`the pass “${entry}” binds “${name}”, which is no tensor and no temporary`);
    }
  }
  faults.push(...roundFaults(plan, [...names]));
  return faults.map((fault) => ({
    severity: 'error',
    source: 'contract',
    message: `In your plan ${fault}`,
    says: `The contract has ${[...taken].map(([binding, name]) => `${name} at ${binding}`).join(', ')}.`,
  }));
}

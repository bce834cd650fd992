import * as z from 'zod';
import { evaluateSize, type Names } from './expression';
import type { Plan } from './plan-schema';
import { maxElements } from './sizes';

/** What a plan asks for besides the kernel: the host's work, and memory that only stands between passes. */
export const planCostSchema = z.strictObject({
  /** Dispatches when each pass runs once. */
  dispatches: z.int(),
  /** Bytes of all temporaries, four an element. */
  temporaryBytes: z.int(),
  /** Dispatches of a round, and the most rounds, where the host runs passes again and again. */
  rounds: z.strictObject({ dispatches: z.int(), most: z.int() }).optional(),
});

export type PlanCost = z.infer<typeof planCostSchema>;

/** What a plan costs for the sizes of a case; a temporary whose size has no value counts nothing, and does not run. */
function planCost({ temps, passes, again }: Plan, names: Names): PlanCost {
  const temporaryBytes = temps.reduce((sum, { elements }) => {
    const size = evaluateSize(elements, names, maxElements);
    return sum + (size.ok ? 4 * size.value : 0);
  }, 0);
  const cost = { dispatches: passes.length, temporaryBytes };
  if (again === undefined) return cost;
  return { ...cost, rounds: { dispatches: again.last - again.first + 1, most: again.most } };
}

/** What the plan that runs costs, beside the exercise's where it is another one. */
export function planCosts(
  plan: Plan,
  exercisePlan: Plan,
  names: Names,
): { readonly plan: PlanCost; readonly exercisePlan?: PlanCost } {
  const own = planCost(plan, names);
  return plan === exercisePlan
    ? { plan: own }
    : { plan: own, exercisePlan: planCost(exercisePlan, names) };
}

import { findNetwork } from '../../../src/core/cost/find';
import { networkCost } from '../../../src/core/cost/network-cost';
import type { Values } from '../../../src/core/cost/options';
import type { NetworkCost } from '../../../src/core/cost/report';

/** The cost of a network that must be there, with options that must be legal. */
export function costed(name: string, options: Values = {}, everyLayer = false): NetworkCost {
  const found = findNetwork(name);
  if (!found.ok) throw new Error(found.problem);
  const made = networkCost(found.network, options, everyLayer);
  if (!made.ok) throw new Error(made.problem);
  return made.cost;
}

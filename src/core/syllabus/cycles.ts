/** A way that leads from a node back to itself. */
export interface Cycle {
  readonly from: string;
  /** From the node to itself, both ends included. */
  readonly ids: readonly string[];
}

/** One cycle for each group of nodes that lead to each other; nodes that are not listed lead nowhere. */
export function cyclesIn(edges: readonly (readonly [string, readonly string[]])[]): Cycle[] {
  const next = new Map(edges);
  const done = new Set<string>();
  const cycles: Cycle[] = [];
  for (const [start] of edges) {
    // A stack of our own: a chain of thousands must not end the program's.
    const way: string[] = [];
    const stack: { readonly id: string; readonly depth: number }[] = [{ id: start, depth: 0 }];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const left of way.splice(at.depth)) done.add(left);
      const already = way.indexOf(at.id);
      if (already >= 0) cycles.push({ from: at.id, ids: [...way.slice(already), at.id] });
      if (already >= 0 || done.has(at.id)) continue;
      way.push(at.id);
      for (const id of next.get(at.id) ?? []) stack.push({ id, depth: at.depth + 1 });
    }
    for (const left of way) done.add(left);
  }
  return cycles;
}

import type { TrafficBranch, TrafficSite } from '../../core/grade/traffic';
import { rangeOf } from '../../core/outline/place';
import type { Kernel } from '../run/kernel';
import type { Cost } from './costs';
import type { Access, Parting } from './groups';

/** The sums of a dispatch, by site and by branch. */
export interface Ledger {
  access(access: Access, memory: number, cost: Cost): void;
  parting(parting: Parting): void;
  totals(): { readonly sites: TrafficSite[]; readonly branches: TrafficBranch[] };
}

export function ledger(kernel: Kernel): Ledger {
  const sites = new Map<number, TrafficSite>();
  const branches = new Map<number, TrafficBranch>();
  return {
    access({ site, lanes }, memory, cost) {
      count(siteOf(sites, kernel, site, memory), cost, different(lanes));
    },
    parting({ branch, divergent }) {
      const one = branchOf(branches, kernel, branch);
      one.groups++;
      if (divergent) one.divergent++;
    },
    totals: () => ({
      sites: [...sites.values()].sort((a, b) => a.id - b.id),
      branches: [...branches.values()],
    }),
  };
}

/** How many lanes there are; what one lane does stands together. */
function different(lanes: readonly number[]): number {
  let count = 0;
  for (let i = 0; i < lanes.length; i++) if (lanes[i] !== lanes[i - 1]) count++;
  return count;
}

function siteOf(
  sites: Map<number, TrafficSite>,
  { code }: Kernel,
  id: number,
  memory: number,
): TrafficSite {
  const known = sites.get(id);
  if (known !== undefined) return known;
  const { span = { start: 0, end: 0 }, text = '', access = 'read' } = code.sites[id] ?? {};
  const made = {
    ...{ id, range: rangeOf(code.program.source, span), text, access, memory },
    ...{ groups: 0, invocations: 0, words: 0, lines: 0, leastLines: 0, mostLines: 0, sectors: 0 },
    ...{ degree: 0, leastDegree: 0, mostDegree: 0, sameAddress: 0, mostSameAddress: 0 },
  };
  sites.set(id, made);
  return made;
}

function count(site: TrafficSite, cost: Cost, lanes: number): void {
  site.groups++;
  site.invocations += lanes;
  site.words += cost.words;
  site.lines += cost.lines;
  site.leastLines += cost.leastLines;
  site.sectors += cost.sectors;
  site.degree += cost.degree;
  site.leastDegree += cost.leastDegree;
  site.sameAddress += cost.sameAddress;
  site.mostLines = Math.max(site.mostLines, cost.lines);
  site.mostDegree = Math.max(site.mostDegree, cost.degree);
  site.mostSameAddress = Math.max(site.mostSameAddress, cost.sameAddress);
}

function branchOf(
  branches: Map<number, TrafficBranch>,
  { code }: Kernel,
  id: number,
): TrafficBranch {
  const known = branches.get(id);
  if (known !== undefined) return known;
  const { span = { start: 0, end: 0 }, text = '' } = code.branches[id] ?? {};
  const made = { range: rangeOf(code.program.source, span), text, groups: 0, divergent: 0 };
  branches.set(id, made);
  return made;
}

import type { Diagnosis } from '../report';
import type { Evidence, Rule } from './evidence';
import * as memory from './memory-rules';
import * as source from './source-rules';
import * as value from './value-rules';

/**
 * All rules, the most telling first. A mistake that explains every element (a named misreading, a transposed
 * result) comes before one that only says where elements are wrong.
 */
export const rules: readonly Rule[] = [
  memory.guardHitOnly,
  memory.notWritten,
  memory.writtenPastTheResult,
  source.powCalled,
  value.notANumber,
  value.misreading,
  memory.untouched,
  value.fixedWorkgroupSize,
  memory.missingBarrier,
  memory.firstWorkgroupOnly,
  memory.accumulated,
  memory.readOutOfBounds,
  value.allZero,
  value.transposed,
  value.shifted,
  value.reordered,
  value.offByFactor,
  memory.raceSuspected,
  value.lastPartialTile,
  memory.guardHit,
];

/** What is said when no rule can name the cause; the first that applies is enough. */
const fallbacks: readonly Rule[] = [
  memory.partlyWritten,
  value.borderOnly,
  value.lostPrecision,
  value.wrongValues,
];

/** At most so many are shown: the first is the headline, the others are for a second look. */
const shown = 3;

/** Names what is wrong with a failed trial, the most telling diagnosis first. */
export function diagnose(evidence: Evidence): Diagnosis[] {
  const found: Diagnosis[] = [];
  for (const rule of rules) {
    // Where wrong values lie says nothing new once it is known why they are wrong.
    if (rule === value.lastPartialTile && found.length > 0) continue;
    if (found.length < shown) found.push(...apply(rule, evidence, found));
  }
  for (const rule of fallbacks) {
    if (found.length === 0) found.push(...apply(rule, evidence, found));
  }
  return found;
}

function apply(rule: Rule, evidence: Evidence, before: readonly Diagnosis[]): Diagnosis[] {
  if (before.some((diagnosis) => diagnosis.id === rule.id)) return [];
  const words = rule.find(evidence);
  return words === undefined ? [] : [{ id: idOf(rule, evidence, words.title), ...words }];
}

/** A misreading carries its own name. */
function idOf(rule: Rule, evidence: Evidence, title: string): string {
  if (rule !== value.misreading) return rule.id;
  const words = evidence.exercise.misreadings?.find((candidate) => candidate.title === title);
  return `${rule.id}:${words?.id ?? 'unknown'}`;
}

import { unsynchronised } from '../../outline/barriers';
import { rangeOf } from '../../outline/place';
import { indexText } from '../format';
import { tastesOfCanary } from '../inputs';
import { isToStay, isUnwritten, type Kept } from '../kept';
import { poison } from '../poison';
import { unflatten } from '../../tensor/shape';
import { indicesWhere, type Evidence, type Rule, wrongOutput } from './evidence';

/** Mistakes in what is written, read and synchronised. */

const n = (value: number): string => value.toLocaleString('en');

export const guardHitOnly: Rule = {
  id: 'written-out-of-bounds',
  find: (evidence) => (wrongOutput(evidence) === undefined ? outOfBounds(evidence) : undefined),
};

export const guardHit: Rule = { id: 'written-out-of-bounds', find: outOfBounds };

function outOfBounds(evidence: Evidence): ReturnType<Rule['find']> {
  const hit = evidence.guardHits[0];
  if (hit === undefined) return undefined;
  const extra = evidence.trial.extra.some((count) => count > 0);
  const when = extra
    ? 'with one workgroup more than the data needs'
    : 'where the last workgroup has more invocations than elements are left';
  return {
    title: `The kernel writes behind the end of “${hit.tensor}”`,
    says:
      `Element ${n(hit.at)} was written, and “${hit.tensor}” has ${n(hit.length)} ${hit.length === 1 ? 'element' : 'elements'}. It happens ${when}. ` +
      'A buffer may be longer than the data, so the compiler cannot catch it: compare the index with the sizes in the uniform, and return before touching memory.',
  };
}

export const notWritten: Rule = {
  id: 'not-written',
  find(evidence) {
    const output = evidence.outputs.find(
      (candidate) =>
        candidate.expected.some((_, i) => !isToStay(candidate, i)) &&
        candidate.expected.every((_, i) => isUnwritten(candidate, i)),
    );
    if (output === undefined) return undefined;
    const name = output.tensor;
    return {
      title: `Nothing has been written to “${name}”`,
      says: `All ${n(output.expected.length)} elements still hold the pattern that the grader put there. Either the store is missing, or every invocation returns before it gets there.`,
    };
  },
};

export const untouched: Rule = {
  id: 'left-as-it-was',
  find({ outputs, inputs }) {
    const output = outputs.find(({ tensor, expected, got }) => {
      const before = inputs[tensor];
      if (before === undefined || expected.length === 0) return false;
      return (
        got.every((value, i) => value === before[i]) && before.some((v, i) => v !== expected[i])
      );
    });
    if (output === undefined) return undefined;
    return {
      title: `“${output.tensor}” is as it was before the kernel ran`,
      says: `It starts with what the grader put there, and none of its ${n(output.expected.length)} elements has changed. Either the store is missing, or no invocation gets to it.`,
    };
  },
};

export const writtenPastTheResult: Rule = {
  id: 'written-past-the-result',
  find(evidence) {
    const found = wrongOutput(evidence);
    const first = found?.wrong[0];
    if (found === undefined || first === undefined) return undefined;
    const { output, wrong } = found;
    if (!wrong.every((i) => isToStay(output, i))) return undefined;
    const { tensor, shape } = output;
    return {
      title: `“${tensor}” is written where nothing belongs`,
      says: `All that should be there is right. But ${indexText(tensor, unflatten(shape, first))} was written too, and the contract leaves it as it was. Which invocations have no result to store, and what keeps them from storing?`,
    };
  },
};

export const firstWorkgroupOnly: Rule = {
  id: 'first-workgroup-only',
  find(evidence) {
    const output = evidence.outputs.find((candidate) => candidate.expected.length > 1);
    if (output === undefined) return undefined;
    const size = evidence.workgroup[0] * evidence.workgroup[1] * evidence.workgroup[2];
    const total = output.expected.length;
    if (total <= size || hasMoreThan(size, output)) return undefined;
    const written = indicesWhere(output, (i) => !isUnwritten(output, i));
    if (written.length !== size) return undefined;
    // One workgroup reaches a corner of the output that is as large as itself.
    const reach = output.shape.length === 1 ? size : Math.max(...evidence.workgroup);
    const inCorner = (i: number): boolean => unflatten(output.shape, i).every((at) => at < reach);
    if (!written.every(inCorner)) return undefined;
    return {
      title: 'Only the reach of one workgroup has been written',
      says: `${n(written.length)} of ${n(total)} elements are written, no more than one workgroup of ${size} invocations. local_invocation_id counts inside a workgroup and starts again in each; global_invocation_id counts across the whole dispatch (workgroup_id times the workgroup size, plus local_invocation_id).`,
    };
  },
};

/** Whether more than so many elements are written; does not go on once it knows. */
function hasMoreThan(many: number, output: Kept): boolean {
  let left = many;
  return output.expected.some((_, i) => !isUnwritten(output, i) && left-- === 0);
}

export const partlyWritten: Rule = {
  id: 'partly-written',
  find(evidence) {
    for (const output of evidence.outputs) {
      const unwritten = indicesWhere(output, (i) => !isToStay(output, i) && isUnwritten(output, i));
      const first = unwritten[0];
      if (first === undefined) continue;
      const { tensor, shape, expected } = output;
      return {
        title: `${n(unwritten.length)} of ${n(expected.length)} elements of “${tensor}” were never written`,
        says: `The first is ${indexText(tensor, unflatten(shape, first))}. Which invocation should have written it, and why did it not? Check the index arithmetic and the guard against the workgroup size and the number of workgroups.`,
      };
    }
    return undefined;
  },
};

export const readOutOfBounds: Rule = {
  id: 'read-out-of-bounds',
  find(evidence) {
    const found = wrongOutput(evidence);
    const first = found?.wrong.find(
      (i) => !isUnwritten(found.output, i) && tastesOfCanary(found.output.got[i] ?? 0),
    );
    if (found === undefined || first === undefined) return undefined;
    const { tensor, shape } = found.output;
    return {
      title: 'A value from behind the end of an input got into the result',
      says: `${indexText(tensor, unflatten(shape, first))} is made from memory that lies after the data: the grader puts a huge number there. An index is too large, or an unsigned index fell below zero and became huge. Guard the load, or bound the loop.`,
    };
  },
};

export const accumulated: Rule = {
  id: 'accumulated-into-output',
  find(evidence) {
    const found = wrongOutput(evidence);
    if (found === undefined) return undefined;
    const { output, wrong } = found;
    const first = wrong.find((i) => !isUnwritten(output, i));
    if (first === undefined || !wrong.every((i) => isAddedToPoison(output, i))) return undefined;
    const { tensor, shape } = output;
    return {
      title: `“${tensor}” is read before it is written`,
      says: `${indexText(tensor, unflatten(shape, first))} is the right value added to what the buffer held before the kernel ran. An output starts with anything in it: store the finished value instead of adding to what is there, and keep the running sum in a variable of the invocation.`,
    };
  },
};

/** A sum that started from the poison instead of zero, and was rounded as often as a sum of hundreds of terms. */
function isAddedToPoison(kept: Kept, i: number): boolean {
  const before = poison(kept.poisonSeed, i, !(kept.got instanceof Float32Array));
  const sum = before + (kept.expected[i] ?? NaN);
  return Math.abs((kept.got[i] ?? NaN) - sum) <= 2 ** -17 * Math.abs(before) + (kept.bound[i] ?? 0);
}

export const missingBarrier: Rule = {
  id: 'missing-barrier',
  find(evidence) {
    if (wrongOutput(evidence) === undefined && evidence.differingRepeat === undefined)
      return undefined;
    const used = new Set(evidence.exercise.plan.passes.map((pass) => pass.entry));
    for (const entry of evidence.file.entries) {
      if (!used.has(entry.name)) continue;
      const found = unsynchronised(evidence.file, entry.element);
      if (found === undefined) continue;
      const line = (at: { start: number; end: number }): number =>
        rangeOf(evidence.file.source, at).start.line + 1;
      return {
        title: `A barrier seems to be missing before “${found.variable}” is read`,
        says: `Line ${line(found.store)} stores to “${found.variable}” and line ${line(found.load)} reads another element of it with no workgroupBarrier() between. The invocations of a workgroup do not run in step: without a barrier one may read what another has not stored yet.`,
        range: rangeOf(evidence.file.source, found.load),
      };
    }
    return undefined;
  },
};

export const raceSuspected: Rule = {
  id: 'race-suspected',
  find({ differingRepeat }) {
    if (differingRepeat === undefined) return undefined;
    return {
      title: 'The same kernel on the same input gave two different results',
      says: `Run ${differingRepeat + 1} differs from the first in at least one bit. Two invocations probably touch the same element with no barrier between them, one of them writing: the result then depends on who comes first.`,
    };
  },
};

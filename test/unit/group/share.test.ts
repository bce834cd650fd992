import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeOf, papersOf, papersUnder } from '../../../src/core/group/holdings';
import type { Group, Taken } from '../../../src/core/group/schema';
import { type ShareInput, shareTheLoad } from '../../../src/core/group/share';
import type { Topic } from '../../../src/core/syllabus/schema';
import { topic } from '../../support/syllabus';

const people = (...ids: string[]): Group['people'] =>
  ids.map((id) => ({ id, name: id.toUpperCase() }));
const papers = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}-${i}`);

function input(
  ids: readonly string[],
  topics: readonly Topic[],
  taken: readonly Taken[] = [],
  read: readonly string[] = [],
): ShareInput {
  return {
    group: { people: people(...ids), taken: [...taken] },
    topics,
    hasRead: (person, paper) => read.includes(`${person} ${paper}`),
  };
}

describe('sharing the load', () => {
  it('gives the largest topic first, each to whoever has least', () => {
    const topics = [topic('a', { papers: ['a-0'] }), topic('b', { papers: papers('b', 2) })];
    const { assignments, loads, fairShare } = shareTheLoad(input(['ada', 'bob'], topics));
    expect(assignments.map(({ person, topic: id }) => [person, id])).toEqual([
      ['ada', 'b'],
      ['bob', 'a'],
    ]);
    expect(loads.map(({ after }) => after)).toEqual([2, 1]);
    expect(fairShare).toBe(2);
    expect(assignments[1]?.why).toBe(
      'Nobody had fewer papers left to read than BOB (0); with this it is 1.',
    );
  });

  it('keeps what people took, and what stands under it', () => {
    const topics = [
      topic('top'),
      topic('under', { parent: 'top', papers: papers('u', 3) }),
      topic('free', { papers: ['f-0'] }),
    ];
    const taken = [{ person: 'ada', topic: 'top' }];
    const proposal = shareTheLoad(input(['ada', 'bob'], topics, taken));
    expect(proposal.taken).toEqual([...taken, { person: 'bob', topic: 'free' }]);
    expect(proposal.loads[0]).toEqual({ person: 'ada', before: 3, after: 3 });
  });

  it('cuts a topic that is too large for one, in reading order', () => {
    const topics = [topic('big', { papers: papers('p', 7) })];
    const { assignments } = shareTheLoad(input(['ada', 'bob', 'cy'], topics));
    expect(assignments.map((one) => one.papers?.length).sort()).toEqual([2, 2, 3]);
    expect(assignments[0]?.why).toMatch(
      /^It has more papers than a fair share \(3\): this is part/,
    );
  });

  it('gives the rest of a topic of which somebody took some', () => {
    const topics = [topic('big', { papers: papers('p', 3) })];
    const taken = [{ person: 'ada', topic: 'big', papers: ['p-0', 'p-1'] }];
    const [one] = shareTheLoad(input(['ada', 'bob'], topics, taken)).assignments;
    expect(one).toMatchObject({ person: 'bob', papers: ['p-2'] });
    expect(one?.why).toMatch(/^Of its 3 papers, one paper is not taken\./);
  });

  it('counts only papers that are left to read, and prefers who knows them', () => {
    const topics = [topic('a', { papers: papers('a', 2) })];
    const read = ['bob a-0', 'bob a-1'];
    const { assignments, loads } = shareTheLoad(input(['ada', 'bob'], topics, [], read));
    const [first] = assignments;
    expect(first?.person).toBe('bob');
    expect(first?.why).toMatch(/BOB \(0\); and it stays so/);
    expect(loads.map(({ after }) => after).reduce((a, b) => a + b)).toBeLessThan(2);
  });

  it('proposes nothing to nobody', () => {
    expect(shareTheLoad(input([], [topic('a', { papers: ['p'] })])).assignments).toEqual([]);
  });
});

describe('any proposal', () => {
  const anyInput = fc
    .record({
      sizes: fc.array(fc.nat(9), { maxLength: 12 }),
      parents: fc.array(fc.nat(30), { minLength: 12, maxLength: 12 }),
      count: fc.integer({ min: 1, max: 6 }),
      takes: fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.nat(4)), { maxLength: 5 }),
      reads: fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.nat(9)), { maxLength: 20 }),
    })
    .map(({ sizes, parents, count, takes, reads }) => {
      const topics = sizes.map((size, i) => {
        const parent = (parents[i] ?? 0) % (2 * (i + 1));
        return topic(`t${i}`, {
          papers: papers(`t${i}`, size),
          ...(parent < i ? { parent: `t${parent}` } : {}),
        });
      });
      const ids = Array.from({ length: count }, (_, i) => `p${i}`);
      const at = <T>(list: readonly T[], i: number): T | undefined => list[i % list.length];
      const taken = takes.flatMap(([who, what, some]): Taken[] => {
        const [person, one] = [at(ids, who), at(topics, what)];
        if (person === undefined || one === undefined) return [];
        const part = one.papers.slice(0, some);
        return [{ person, topic: one.id, ...(part.length === 0 ? {} : { papers: part }) }];
      });
      const read = reads.map(([who, what, p]) => `${at(ids, who)} t${what}-${p}`);
      return input(ids, topics, taken, read);
    });

  it('leaves no paper without a reader, and takes nothing from anybody', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const { taken } = shareTheLoad(given);
        expect(freeOf(given.topics, taken)).toEqual([]);
        expect(taken.slice(0, given.group.taken.length)).toEqual(given.group.taken);
        const everybody = given.group.people.flatMap(({ id }) => papersOf(given.topics, taken, id));
        const all = given.topics.flatMap(({ id }) => papersUnder(given.topics, id));
        expect(new Set(everybody)).toEqual(new Set(all));
      }),
    );
  });

  it('differs from person to person by the largest piece at most, or by what it was before', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const { assignments, loads } = shareTheLoad(given);
        const spread = (numbers: readonly number[]): number =>
          Math.max(...numbers) - Math.min(...numbers);
        const sizeOf = ({ topic: id, papers: some }: Taken): number =>
          (some ?? given.topics.find((one) => one.id === id)?.papers ?? []).length;
        const largest = Math.max(0, ...assignments.map(sizeOf));
        const bound = Math.max(largest, spread(loads.map(({ before }) => before)));
        expect(spread(loads.map(({ after }) => after))).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it('has no piece larger than a fair share, a reason for each, and is the same every time', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const proposal = shareTheLoad(given);
        for (const { papers: some, why } of proposal.assignments) {
          if (some !== undefined) expect(some.length).toBeLessThanOrEqual(proposal.fairShare);
          expect(why).toMatch(/\.$/);
        }
        expect(shareTheLoad(given)).toEqual(proposal);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineageOf, lineageSchema } from '../../../src/core/syllabus/lineage';
import { entry } from '../../support/syllabus';

/** `a: b c` is a paper that builds on two. */
const papers = (...lines: string[]) =>
  lines.map((line) => {
    const [id = '', before = ''] = line.split(':');
    const buildsOn = before.split(' ').filter((one) => one !== '');
    return entry(id, { name: id, ...(buildsOn.length === 0 ? {} : { buildsOn }) });
  });
const columns = (all: ReturnType<typeof papers>, id: string): string[] =>
  lineageOf(all, id).nodes.map((node) => `${node.layer} ${node.id}`);
const arrows = (all: ReturnType<typeof papers>, id: string): string[] =>
  lineageOf(all, id).edges.map(({ from, to }) => `${from} → ${to}`);

describe('a paper among its neighbours', () => {
  it('stands between what it builds on and what builds on it', () => {
    const all = papers('a', 'b', 'me:a b', 'c:me', 'far:c');
    expect(columns(all, 'me')).toEqual(['-1 a', '-1 b', '0 me', '1 c']);
    expect(arrows(all, 'me')).toEqual(['a → me', 'b → me', 'me → c']);
  });

  it('has those further left that the others build on, and no line that a longer way implies', () => {
    const all = papers('a', 'b:a', 'me:a b', 'c:me', 'd:c me');
    expect(columns(all, 'me')).toEqual(['-2 a', '-1 b', '0 me', '1 c', '2 d']);
    expect(arrows(all, 'me')).toEqual(['a → b', 'b → me', 'me → c', 'c → d']);
  });

  it('leaves out what is not there, and is alone where there is nobody', () => {
    expect(columns(papers('me:gone'), 'me')).toEqual(['0 me']);
    expect(lineageOf([], 'me')).toEqual({ nodes: [], edges: [] });
  });

  it('comes to an end, with every neighbour once, in whatever order and circles papers are', () => {
    const ids = ['a', 'b', 'c', 'd', 'me'];
    const links = fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids)));
    fc.assert(
      fc.property(links, (pairs) => {
        const all = ids.map((id) =>
          entry(id, { buildsOn: pairs.filter(([one]) => one === id).map(([, to]) => to) }),
        );
        const { nodes, edges } = lineageOf(all, 'me');
        expect(lineageSchema.safeParse({ nodes, edges }).success).toBe(true);
        const shown = new Set(nodes.map(({ id }) => id));
        expect(nodes).toHaveLength(shown.size);
        const near = pairs.filter((pair) => pair.includes('me')).flat();
        expect([...shown].sort()).toEqual([...new Set([...near, 'me'])].sort());
        for (const { from, to } of edges) expect(shown.has(from) && shown.has(to)).toBe(true);
      }),
    );
  });
});

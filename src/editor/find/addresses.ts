import { nearest } from '../../core/exercise/nearest';
import {
  type Catalogue,
  type CatalogueEntry,
  findEntry,
  indexOf,
} from '../../core/syllabus/catalogue';
import type { Target } from './findables';

/** What an address leads to; or what to say, with the nearest thing that there is. */
export type Arrival =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly message: string; readonly instead?: Target };

/** What an address can be about, and the kinds of things that it then may lead to. */
const kinds: Readonly<Record<string, readonly Target['kind'][]>> = {
  paper: ['paper'],
  exercise: ['exercise', 'toCome'],
  lab: ['exercise', 'toCome'],
  lecture: ['material'],
  reading: ['material'],
  topic: ['topic'],
  meeting: ['meeting'],
  person: ['person'],
};

/**
 * Follows the path of `vscode://tilework.tilework/paper/resnext` and the like. Addresses come from anywhere, so
 * whatever they say is only looked up.
 */
export function follow(
  path: string,
  catalogue: Catalogue,
  mine: readonly CatalogueEntry[],
): Arrival {
  const [, kind = '', id = ''] = /^\/([^/]*)\/([^/]+)\/?$/.exec(path) ?? [];
  const wanted = kinds[kind];
  if (wanted === undefined || !Object.hasOwn(kinds, kind)) return noAddress(path);
  const targets = targetsIn(catalogue, mine).filter((target) => wanted.includes(target.kind));
  const target = targets.find(({ value }) => value.id === id) ?? exerciseLike(id, targets);
  return target === undefined ? nearby(kind, id, targets) : { ok: true, target };
}

function targetsIn(catalogue: Catalogue, mine: readonly CatalogueEntry[]): Target[] {
  const { plan } = catalogue;
  return [
    ...[...indexOf(catalogue).values()].map((found): Target => {
      switch (found.kind) {
        case 'topic':
          return { kind: found.kind, value: found.topic };
        case 'paper':
          return { kind: found.kind, value: found.paper };
        case 'material':
          return { kind: found.kind, value: found.material };
        case 'exercise':
          return { kind: found.kind, value: found.entry };
        case 'toCome':
          return { kind: found.kind, value: found.entry };
      }
    }),
    ...mine.map((value) => ({ kind: 'exercise' as const, value })),
    ...(plan?.meetings ?? []).map((value) => ({ kind: 'meeting' as const, value })),
    ...(plan?.people ?? []).map((value) => ({ kind: 'person' as const, value })),
  ];
}

/** People write `e7` for E07. */
function exerciseLike(id: string, targets: readonly Target[]): Target | undefined {
  const entries = targets.flatMap((target) => (target.kind === 'exercise' ? [target.value] : []));
  const entry = findEntry(entries, id);
  if (entry !== undefined) return { kind: 'exercise', value: entry };
  return targets.find(({ value }) => value.id.toLowerCase() === id.toLowerCase());
}

function nearby(kind: string, id: string, targets: readonly Target[]): Arrival {
  const ids = targets.map(({ value }) => value.id);
  const near = nearest(id, ids);
  const instead = targets.find(({ value }) => value.id === near);
  const there = `There is no ${kind} “${shorten(id)}” here`;
  if (instead !== undefined) {
    return { ok: false, message: `${there}. The nearest is “${instead.value.id}”.`, instead };
  }
  if (ids.length === 0) return { ok: false, message: `${there}, and no other.` };
  const some = ids.slice(0, 3).join(', ');
  return { ok: false, message: `${there}. There are ${ids.length}, for example ${some}.` };
}

function noAddress(path: string): Arrival {
  const examples =
    '/paper/resnext, /exercise/E07, /lab/L09, /topic/gpu-programming or /meeting/meeting-1';
  return {
    ok: false,
    message: `“${shorten(path)}” is no address of Tilework. They look like ${examples}.`,
  };
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}

import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import { readingOf, recordHint, recordOpened, recordReading } from '../../src/core/progress/record';
import type { Progress } from '../../src/core/progress/state';
import { createProgressStore, type ProgressStore } from '../../src/editor/progress-store';

/** Global state as VS Code keeps it: what goes in comes out as JSON. */
function fakeMemento(stored: Record<string, unknown> = {}) {
  const values = new Map(Object.entries(stored));
  const synced: string[][] = [];
  return {
    values,
    synced,
    get: (key: string): unknown => values.get(key),
    update: async (key: string, value: unknown): Promise<void> => {
      await Promise.resolve();
      if (value === undefined) values.delete(key);
      else values.set(key, JSON.parse(JSON.stringify(value)));
    },
    setKeysForSync: (keys: readonly string[]): void => {
      synced.push([...keys]);
    },
  };
}

const key = 'tilework.progress';
const passed = { passedHash: 'aa', passedAt: 1, hintsShown: 1, gaveUp: false };
const good = { formatVersion: 4, exercises: { E01: passed }, papers: {} };

async function open(
  memento: ReturnType<typeof fakeMemento>,
): Promise<{ store: ProgressStore; told: string[] }> {
  const told: string[] = [];
  const store = await createProgressStore(memento, (message) => told.push(message), []);
  return { store, told };
}

describe('the progress store', () => {
  it('survives a restart', async () => {
    const memento = fakeMemento();
    const { store } = await open(memento);
    await store.update((state) => recordHint(state, 'E01', 3));
    const { store: later, told } = await open(memento);
    assert.equal(later.current().exercises['E01']?.hintsShown, 1);
    assert.deepEqual(told, []);
    assert.deepEqual(memento.synced[0], [key]);
  });

  it('loses no change when two come at once, or another window writes', async () => {
    const memento = fakeMemento({ [key]: good });
    const { store } = await open(memento);
    const first = store.update((state) => recordHint(state, 'E01', 3));
    await Promise.all([first, store.update((state) => recordHint(state, 'E01', 3))]);
    assert.equal(store.current().exercises['E01']?.hintsShown, 3);
    memento.values.set(key, { ...good, lastOpened: 'L09' });
    await store.update((state) => recordHint(state, 'E06', 3));
    assert.equal(store.current().lastOpened, 'L09');
  });

  it('takes over the ticks of format 1, which were kept by themselves', async () => {
    const old = { formatVersion: 1, exercises: { E01: passed } };
    const memento = fakeMemento({ [key]: old, 'tilework.papersRead': ['resnext', 7, 'vgg'] });
    const { store, told } = await open(memento);
    assert.deepEqual(told, []);
    assert.equal(readingOf(store.current(), 'resnext'), 'read');
    assert.equal(readingOf(store.current(), 'vgg'), 'read');
    assert.equal(memento.values.get('tilework.papersRead'), undefined);
    await store.update((state) => recordReading(state, 'vgg', 'to-read', 5));
    assert.equal(readingOf((await open(memento)).store.current(), 'vgg'), 'to-read');
    assert.equal(store.current().exercises['E01']?.passedHash, 'aa');
  });

  it('leaves the old ticks where they are beside a newer state', async () => {
    const memento = fakeMemento({
      [key]: { formatVersion: 99, exercises: {} },
      'tilework.papersRead': ['resnext'],
    });
    const { store } = await open(memento);
    assert.equal(readingOf(store.current(), 'resnext'), 'read');
    assert.deepEqual(memento.values.get('tilework.papersRead'), ['resnext']);
  });

  it('brings back a mark that another window has written over', async () => {
    const memento = fakeMemento({ [key]: good });
    const [{ store: one }, { store: other }] = [await open(memento), await open(memento)];
    // Both start from the same state, and the second to be written knows nothing of the first.
    await Promise.all([
      one.update((state) => recordReading(state, 'resnext', 'read', 1)),
      other.update((state) => recordReading(state, 'vgg', 'presented', 2)),
    ]);
    assert.deepEqual(Object.keys((memento.values.get(key) as Progress).papers), ['vgg']);
    assert.equal(readingOf(one.current(), 'resnext'), 'read');
    await one.update((state) => state);
    assert.equal(readingOf(other.current(), 'resnext'), 'read');
    assert.equal(readingOf(other.current(), 'vgg'), 'presented');
  });

  it('keeps a corrupt state beside the part that can be read, and says so once', async () => {
    const raw = { ...good, exercises: { E01: passed, E06: { hintsShown: -1 } } };
    const memento = fakeMemento({ [key]: raw });
    const { store, told } = await open(memento);
    assert.equal(store.current().exercises['E01']?.passedHash, 'aa');
    assert.equal(told.length, 1);
    await store.update((state) => recordOpened(state, 'E01'));
    assert.equal(told.length, 1);
    const [backup] = memento.values.get('tilework.progress.backups') as { value: unknown }[];
    assert.deepEqual(backup?.value, raw);
    assert.deepEqual((await open(memento)).told, []);
  });

  it('shows a newer state and never writes over it', async () => {
    const raw = { formatVersion: 99, exercises: { E01: { ...passed, stars: 3 } }, rank: 'x' };
    const memento = fakeMemento({ [key]: raw });
    const { store, told } = await open(memento);
    assert.equal(store.current().exercises['E01']?.passedHash, 'aa');
    assert.match(told[0] ?? '', /newer Tilework/);
    await store.update((state) => recordHint(state, 'E06', 3));
    assert.equal(store.current().exercises['E06']?.hintsShown, 1);
    assert.deepEqual(memento.values.get(key), raw);
  });
});

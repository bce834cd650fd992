import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import { recordHint, recordOpened } from '../../src/core/progress/record';
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
      values.set(key, JSON.parse(JSON.stringify(value)));
    },
    setKeysForSync: (keys: readonly string[]): void => {
      synced.push([...keys]);
    },
  };
}

const key = 'tilework.progress';
const passed = { passedHash: 'aa', passedAt: 1, hintsShown: 1, gaveUp: false };
const good = { formatVersion: 1, exercises: { E01: passed } };

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

  it('keeps a corrupt state beside the part that can be read, and says so once', async () => {
    const raw = { formatVersion: 1, exercises: { E01: passed, E06: { hintsShown: -1 } } };
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
    const raw = { formatVersion: 2, exercises: { E01: { ...passed, stars: 3 } }, rank: 'x' };
    const memento = fakeMemento({ [key]: raw });
    const { store, told } = await open(memento);
    assert.equal(store.current().exercises['E01']?.passedHash, 'aa');
    assert.match(told[0] ?? '', /newer Tilework/);
    await store.update((state) => recordHint(state, 'E06', 3));
    assert.equal(store.current().exercises['E06']?.hintsShown, 1);
    assert.deepEqual(memento.values.get(key), raw);
  });
});

import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Channel, connect, type Handlers, type Wire } from '../../../src/protocol/channel';
import { hostVocabulary, panelVocabulary } from '../../../src/protocol/messages';

/** Two ends of a wire in memory, and a clock that only moves when it is told to. */
function wires(): {
  a: Wire;
  b: Wire;
  toA(letter: unknown): void;
  sent: unknown[];
  tick(ms: number): void;
  ringing(): number;
} {
  const listeners = {
    a: new Set<(letter: unknown) => void>(),
    b: new Set<(letter: unknown) => void>(),
  };
  const alarms: { at: number; ring: () => void }[] = [];
  const sent: unknown[] = [];
  let now = 0;
  const end = (own: 'a' | 'b', other: 'a' | 'b'): Wire => ({
    post(letter) {
      sent.push(letter);
      // As a real wire does it: a copy, later.
      const copy: unknown = structuredClone(letter);
      queueMicrotask(() => listeners[other].forEach((listen) => listen(copy)));
    },
    subscribe(listen) {
      listeners[own].add(listen);
      return () => void listeners[own].delete(listen);
    },
    after(milliseconds, ring) {
      const alarm = { at: now + milliseconds, ring };
      alarms.push(alarm);
      return () =>
        void alarms.splice(0, alarms.length, ...alarms.filter((other) => other !== alarm));
    },
  });
  return {
    ...{ a: end('a', 'b'), b: end('b', 'a'), sent },
    toA: (letter) => listeners.a.forEach((listen) => listen(letter)),
    tick(ms) {
      now += ms;
      for (const alarm of alarms.filter(({ at }) => at <= now)) {
        alarms.splice(alarms.indexOf(alarm), 1);
        alarm.ring();
      }
    },
    ringing: () => alarms.length,
  };
}

const asks = {
  double: { params: z.strictObject({ n: z.int() }), reply: z.strictObject({ n: z.int() }) },
};
const told = { note: z.strictObject({ text: z.string() }) };
const asker = { asks, tells: told, asked: {}, told: {} } as const;
const answerer = { asks: {}, tells: {}, asked: asks, told } as const;
type Answers = Handlers<typeof asks, typeof told>;

/** An end that asks and an end that answers, with everything that was refused at either. */
function pair(double: Answers['asked']['double'] = ({ n }) => Promise.resolve({ n: 2 * n })): {
  line: ReturnType<typeof wires>;
  ask: Channel<typeof asks, typeof told>;
  answer: { close(): void };
  refused: { asker: string[]; answerer: string[] };
  notes: string[];
} {
  const line = wires();
  const refused = { asker: [] as string[], answerer: [] as string[] };
  const notes: string[] = [];
  const ask = connect(line.a, asker, {
    asked: {},
    told: {},
    refused: (problem) => refused.asker.push(problem),
  });
  const answer = connect(line.b, answerer, {
    asked: { double },
    told: { note: ({ text }) => void notes.push(text) },
    refused: (problem) => refused.answerer.push(problem),
  });
  return { line, ask, answer, refused, notes };
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

describe('requests', () => {
  test('are answered, and their timers stopped', async () => {
    const { ask, line } = pair();
    expect(await ask.ask('double', { n: 21 }, 1000)).toEqual({ ok: true, value: { n: 42 } });
    expect(line.ringing()).toBe(0);
  });
  test('find their own answers when these come in another order', async () => {
    const open: (() => void)[] = [];
    const { ask } = pair(
      ({ n }) => new Promise((resolve) => open.push(() => resolve({ n: 2 * n }))),
    );
    const both = Promise.all([
      ask.ask('double', { n: 1 }, 1000),
      ask.ask('double', { n: 2 }, 1000),
    ]);
    await settled();
    open.reverse().forEach((answer) => answer());
    expect(await both).toEqual([
      { ok: true, value: { n: 2 } },
      { ok: true, value: { n: 4 } },
    ]);
  });
  test('whose handler throws are refused', async () => {
    const { ask, refused } = pair(() => Promise.reject(new Error('no disk')));
    expect(await ask.ask('double', { n: 1 }, 1000)).toEqual({ ok: false, problem: 'no disk' });
    expect(refused.answerer).toEqual([]);
  });
  test('whose handler throws at once, and no Error, are refused', async () => {
    const { ask } = pair(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- code of others may do so
      throw 'plain words';
    });
    expect(await ask.ask('double', { n: 1 }, 1000)).toEqual({ ok: false, problem: 'plain words' });
  });
  test('that nobody answers time out as a value', async () => {
    const { ask, line } = pair(() => new Promise(() => undefined));
    const answer = ask.ask('double', { n: 1 }, 2500);
    line.tick(2499);
    await settled();
    expect(line.ringing()).toBe(1);
    line.tick(1);
    expect(await answer).toEqual({ ok: false, problem: 'no answer to “double” within 2.5 s' });
  });
  test('a late answer to one that has timed out is ignored', async () => {
    let finish = (): void => undefined;
    const { ask, line, refused } = pair(
      ({ n }) => new Promise((resolve) => (finish = () => resolve({ n }))),
    );
    const first = ask.ask('double', { n: 1 }, 10);
    await settled();
    line.tick(10);
    expect(await first).toMatchObject({ ok: false });
    finish();
    await settled();
    expect(refused).toEqual({ asker: [], answerer: [] });
    const second = ask.ask('double', { n: 7 }, 10);
    await settled();
    finish();
    expect(await second).toEqual({ ok: true, value: { n: 7 } });
  });
  test('with a payload of the wrong form are refused with the place', async () => {
    const { ask, refused } = pair();
    const answer = await ask.ask('double', { n: 'one' } as never, 1000);
    expect(answer).toMatchObject({
      ok: false,
      problem: expect.stringMatching(
        /request “double” does not have its form \(n: .*number/,
      ) as string,
    });
    expect(refused.answerer).toHaveLength(1);
  });
  test('a reply of the wrong form is a problem of the one who asked', async () => {
    const { ask } = pair(() => Promise.resolve({ n: 'many' } as never));
    expect(await ask.ask('double', { n: 1 }, 1000)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/reply “to a request” does not have its form/) as string,
    });
  });
  test('unknown ones are refused, and the next is answered', async () => {
    const { line, refused, ask } = pair();
    line.a.post({ kind: 'request', id: 99, name: 'format', body: {} });
    await settled();
    expect(refused.answerer).toEqual([
      'the request “format” is not in the protocol and was dropped',
    ]);
    expect(line.sent.at(-1)).toEqual({ kind: 'refusal', id: 99, problem: refused.answerer[0] });
    expect(await ask.ask('double', { n: 1 }, 10)).toMatchObject({ ok: true });
  });
});

describe('events', () => {
  test('arrive in order', async () => {
    const { ask, notes } = pair();
    ask.tell('note', { text: 'one' });
    ask.tell('note', { text: 'two' });
    await settled();
    expect(notes).toEqual(['one', 'two']);
  });
  test.each([
    ['an unknown one', 'shout', { text: 'x' }, /event “shout” is not in the protocol/],
    ['one with another payload', 'note', { text: 3 }, /event “note” does not have its form \(text/],
    ['one with a key too many', 'note', { text: '', run: 'rm' }, /does not have its form/],
    ['one without payload', 'note', undefined, /does not have its form/],
    [
      'a name that every object has',
      'constructor',
      { text: '' },
      /event “constructor” is not in the protocol/,
    ],
    ['another such name', '__proto__', { text: '' }, /is not in the protocol/],
  ])('%s is dropped', async (_, name, body, problem) => {
    const { line, notes, refused } = pair();
    line.a.post({ kind: 'event', name, body });
    await settled();
    expect(notes).toEqual([]);
    expect(refused.answerer).toEqual([expect.stringMatching(problem)]);
  });
});

describe('letters that are none', () => {
  const odd: readonly unknown[] = [
    undefined,
    null,
    3,
    'ready',
    [],
    {},
    { kind: 'bomb' },
    { kind: 'event' },
    { kind: 'event', name: 7, body: {} },
    { kind: 'request', name: 'double', body: { n: 1 } },
    { kind: 'request', id: 'x', name: 'double', body: {} },
    { kind: 'reply', body: {} },
    { kind: 'event', name: 'note', body: { text: '' }, extra: 1 },
  ];
  test.each(odd.map((letter) => [letter]))('%j is dropped, said, and not thrown', (letter) => {
    const { line, refused } = pair();
    expect(() => line.toA(letter)).not.toThrow();
    expect(refused.asker).toEqual([
      'a letter without the form of this protocol arrived and was dropped',
    ]);
  });
  test('a reply to nothing that was asked is dropped', async () => {
    const { line, refused, ask } = pair();
    line.toA({ kind: 'reply', id: 12, body: { n: 1 } });
    line.toA({ kind: 'refusal', id: 12, problem: 'x' });
    expect(refused.asker).toEqual([]);
    expect(await ask.ask('double', { n: 4 }, 10)).toEqual({ ok: true, value: { n: 8 } });
  });
});

describe('the end of a conversation', () => {
  test('everything that is open is settled, and its timers are stopped', async () => {
    const { ask, line } = pair(() => new Promise(() => undefined));
    const open = [ask.ask('double', { n: 1 }, 1000), ask.ask('double', { n: 2 }, 1000)];
    ask.close();
    const closed = { ok: false, problem: 'the panel was closed' };
    expect(await Promise.all(open)).toEqual([closed, closed]);
    expect(line.ringing()).toBe(0);
  });
  test('nothing is asked, told or heard afterwards', async () => {
    const { ask, answer, line, notes } = pair();
    answer.close();
    ask.tell('note', { text: 'late' });
    await settled();
    expect(notes).toEqual([]);
    ask.close();
    const before = line.sent.length;
    ask.tell('note', { text: 'later' });
    expect(await ask.ask('double', { n: 1 }, 1000)).toMatchObject({ ok: false });
    expect(line.sent).toHaveLength(before);
  });
  test('a handler that finishes after the close posts nothing', async () => {
    let finish = (): void => undefined;
    const { ask, answer, line } = pair(
      ({ n }) => new Promise((resolve) => (finish = () => resolve({ n }))),
    );
    void ask.ask('double', { n: 1 }, 1000);
    await settled();
    answer.close();
    const before = line.sent.length;
    finish();
    await settled();
    expect(line.sent).toHaveLength(before);
  });
});

describe('a wire that is cut', () => {
  const cut: Wire = {
    post: () => {
      throw new Error('Webview is disposed');
    },
    subscribe: () => () => undefined,
    after: () => () => undefined,
  };
  test('makes requests fail as a value and events go nowhere', async () => {
    const refused: string[] = [];
    const channel = connect(cut, asker, {
      asked: {},
      told: {},
      refused: (problem) => refused.push(problem),
    });
    const problem = 'a letter could not be sent (Webview is disposed)';
    expect(await channel.ask('double', { n: 1 }, 1000)).toEqual({ ok: false, problem });
    expect(() => channel.tell('note', { text: 'x' })).not.toThrow();
    expect(refused).toEqual([problem, problem]);
  });
  test('a reply that cannot be sent hurts nobody', async () => {
    let hear: (letter: unknown) => void = () => undefined;
    const refused: string[] = [];
    const wire: Wire = { ...cut, subscribe: (listen) => ((hear = listen), (): void => undefined) };
    connect(wire, answerer, {
      asked: { double: ({ n }) => Promise.resolve({ n }) },
      told: { note: () => undefined },
      refused: (problem) => refused.push(problem),
    });
    hear({ kind: 'request', id: 1, name: 'double', body: { n: 1 } });
    await settled();
    expect(refused[0]).toBe('a letter could not be sent (Webview is disposed)');
  });
});

describe('the vocabulary', () => {
  test('what one end asks and tells, the other is asked and told', () => {
    expect(panelVocabulary.asks).toBe(hostVocabulary.asked);
    expect(panelVocabulary.tells).toBe(hostVocabulary.told);
    expect(panelVocabulary.asked).toBe(hostVocabulary.asks);
    expect(panelVocabulary.told).toBe(hostVocabulary.tells);
  });
});

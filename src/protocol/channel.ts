import { z } from 'zod';
import type { Vocabulary } from './messages';

/** How letters get to the other end: `postMessage` of a webview, a port, or a pair of arrays in a test. */
export interface Wire {
  post(letter: unknown): void;
  /** Calls `listen` for each letter that arrives, until the returned function is called. */
  subscribe(listen: (letter: unknown) => void): () => void;
  /** Calls `ring` after so many milliseconds, unless the returned function is called before. */
  after(milliseconds: number, ring: () => void): () => void;
}

/** A reply, or why there is none. Errors and time-outs are values: nobody waits for ever. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

const envelope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), name: z.string(), body: z.unknown() }),
  z.strictObject({ kind: z.literal('request'), id: z.int(), name: z.string(), body: z.unknown() }),
  z.strictObject({ kind: z.literal('reply'), id: z.int(), body: z.unknown() }),
  z.strictObject({ kind: z.literal('refusal'), id: z.int(), problem: z.string() }),
]);
type Envelope = z.infer<typeof envelope>;

type AnyRequests = Readonly<Record<string, { params: z.ZodType; reply: z.ZodType }>>;
type AnyEvents = Readonly<Record<string, z.ZodType>>;

/** What an end does when it is asked or told something. Every word of the vocabulary must have a handler. */
export type Handlers<Asked extends AnyRequests, Told extends AnyEvents> = {
  readonly asked: {
    readonly [K in keyof Asked]: (
      params: z.infer<Asked[K]['params']>,
    ) => Promise<z.infer<Asked[K]['reply']>>;
  };
  readonly told: { readonly [K in keyof Told]: (body: z.infer<Told[K]>) => void };
  /** A letter that is not in the protocol: it is dropped, and this says so in a log. */
  readonly refused: (problem: string) => void;
};

export interface Channel<Asks extends AnyRequests, Tells extends AnyEvents> {
  ask<K extends keyof Asks & string>(
    name: K,
    params: z.infer<Asks[K]['params']>,
    timeoutMs: number,
  ): Promise<Answer<z.infer<Asks[K]['reply']>>>;
  tell<K extends keyof Tells & string>(name: K, body: z.infer<Tells[K]>): void;
  /** Answers everything that is still open with a problem and stops listening. */
  close(): void;
}

interface Open {
  readonly reply: z.ZodType;
  settle(answer: Answer<unknown>): void;
}

/** Joins one end of the conversation to a wire. */
export function connect<
  Asks extends AnyRequests,
  Tells extends AnyEvents,
  Asked extends AnyRequests,
  Told extends AnyEvents,
>(
  wire: Wire,
  vocabulary: Vocabulary<Asks, Tells, Asked, Told>,
  handlers: Handlers<Asked, Told>,
): Channel<Asks, Tells> {
  const open = new Map<number, Open>();
  let nextId = 1;
  let closed = false;

  const unsubscribe = wire.subscribe((letter) => {
    const parsed = envelope.safeParse(letter);
    if (parsed.success) receive(parsed.data);
    else handlers.refused('a letter without the form of this protocol arrived and was dropped');
  });

  function receive(letter: Envelope): void {
    if (letter.kind === 'event') hear(letter.name, letter.body);
    else if (letter.kind === 'request') void answer(letter.id, letter.name, letter.body);
    else settle(letter);
  }

  function hear(name: string, body: unknown): void {
    const schema = own(vocabulary.told, name);
    const parsed = schema?.safeParse(body);
    if (parsed?.success !== true) {
      handlers.refused(describe('event', name, parsed?.error));
      return;
    }
    // The table is total by type; the compiler cannot follow a name that came over the wire.
    (handlers.told[name] as (body: unknown) => void)(parsed.data);
  }

  async function answer(id: number, name: string, body: unknown): Promise<void> {
    const parsed = own(vocabulary.asked, name)?.params.safeParse(body);
    if (parsed?.success !== true) {
      const problem = describe('request', name, parsed?.error);
      handlers.refused(problem);
      wire.post({ kind: 'refusal', id, problem });
      return;
    }
    try {
      const handler = handlers.asked[name] as (params: unknown) => Promise<unknown>;
      wire.post({ kind: 'reply', id, body: await handler(parsed.data) });
    } catch (error) {
      wire.post({ kind: 'refusal', id, problem: error instanceof Error ? error.message : String(error) });
    }
  }

  function settle(letter: Extract<Envelope, { kind: 'reply' | 'refusal' }>): void {
    const waiting = open.get(letter.id);
    // A late answer to a request that has timed out: there is nobody left to tell.
    if (waiting === undefined) return;
    open.delete(letter.id);
    if (letter.kind === 'refusal') {
      waiting.settle({ ok: false, problem: letter.problem });
      return;
    }
    const parsed = waiting.reply.safeParse(letter.body);
    if (parsed.success) waiting.settle({ ok: true, value: parsed.data });
    else waiting.settle({ ok: false, problem: describe('reply', 'to a request', parsed.error) });
  }

  return {
    ask(name, params, timeoutMs) {
      return new Promise((resolve) => {
        const request = vocabulary.asks[name];
        if (closed || request === undefined) {
          resolve({ ok: false, problem: 'the panel is closed' });
          return;
        }
        const id = nextId++;
        const stopTimer = wire.after(timeoutMs, () => {
          open.delete(id);
          resolve({ ok: false, problem: `no answer to “${name}” within ${timeoutMs / 1000} s` });
        });
        open.set(id, {
          reply: request.reply,
          settle(answered) {
            stopTimer();
            // `reply` has just been checked against this very schema.
            resolve(answered as Answer<never>);
          },
        });
        wire.post({ kind: 'request', id, name, body: params });
      });
    },
    tell(name, body) {
      if (!closed) wire.post({ kind: 'event', name, body });
    },
    close() {
      closed = true;
      unsubscribe();
      for (const waiting of open.values()) waiting.settle({ ok: false, problem: 'the panel was closed' });
      open.clear();
    },
  };
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function describe(kind: string, name: string, error: z.ZodError | undefined): string {
  if (error === undefined) return `the ${kind} “${name}” is not in the protocol and was dropped`;
  const issue = error.issues[0];
  return `the ${kind} “${name}” does not have its form (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`;
}

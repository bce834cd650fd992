import * as z from 'zod';
import type { EventTable, RequestTable, Vocabulary } from './messages';

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
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const envelope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), name: z.string(), body: z.unknown() }),
  z.strictObject({ kind: z.literal('request'), id: z.int(), name: z.string(), body: z.unknown() }),
  z.strictObject({ kind: z.literal('reply'), id: z.int(), body: z.unknown() }),
  z.strictObject({ kind: z.literal('refusal'), id: z.int(), problem: z.string() }),
]);
type Envelope = z.infer<typeof envelope>;

/** What an end does when it is asked or told something. Every word of the vocabulary must have a handler. */
export interface Handlers<Asked extends RequestTable, Told extends EventTable> {
  readonly asked: {
    readonly [K in keyof Asked]: (
      params: z.infer<Asked[K]['params']>,
    ) => Promise<z.infer<Asked[K]['reply']>>;
  };
  readonly told: { readonly [K in keyof Told]: (body: z.infer<Told[K]>) => void };
  /** A letter that is not in the protocol: it is dropped, and this says so in a log. */
  readonly refused: (problem: string) => void;
}

export interface Channel<Asks extends RequestTable, Tells extends EventTable> {
  ask<K extends keyof Asks & string>(
    name: K,
    params: z.infer<Asks[K]['params']>,
    timeoutMs: number,
  ): Promise<Answer<z.infer<Asks[K]['reply']>>>;
  tell<K extends keyof Tells & string>(name: K, body: z.infer<Tells[K]>): void;
  /** Answers everything that is still open with a problem and stops listening. */
  close(): void;
}

/** A request that waits for its reply. */
interface Waiting {
  readonly reply: z.ZodType;
  settle(answer: Answer<unknown>): void;
}

/**
 * One end without its types. Names and payloads come over the wire, where no type can follow them: each is
 * looked up in the vocabulary and checked against its schema before it gets to a handler.
 */
interface End {
  readonly wire: Wire;
  readonly asks: RequestTable;
  readonly asked: RequestTable;
  readonly told: EventTable;
  readonly answer: Readonly<Record<string, (params: unknown) => Promise<unknown>>>;
  readonly hear: Readonly<Record<string, (body: unknown) => void>>;
  readonly refused: (problem: string) => void;
  readonly waiting: Map<number, Waiting>;
  nextId: number;
  closed: boolean;
}

/** Joins one end of the conversation to a wire. */
export function connect<
  Asks extends RequestTable,
  Tells extends EventTable,
  Asked extends RequestTable,
  Told extends EventTable,
>(
  wire: Wire,
  vocabulary: Vocabulary<Asks, Tells, Asked, Told>,
  handlers: Handlers<Asked, Told>,
): Channel<Asks, Tells> {
  const end: End = {
    ...{ wire, asks: vocabulary.asks, asked: vocabulary.asked, told: vocabulary.told },
    answer: handlers.asked as End['answer'],
    hear: handlers.told as End['hear'],
    refused: handlers.refused,
    ...{ waiting: new Map<number, Waiting>(), nextId: 1, closed: false },
  };
  const unsubscribe = wire.subscribe((letter) => {
    const parsed = envelope.safeParse(letter);
    if (parsed.success) receive(end, parsed.data);
    else end.refused('a letter without the form of this protocol arrived and was dropped');
  });
  return {
    // The reply has been checked against the schema that its type comes from.
    ask: async (name, params, timeoutMs) =>
      (await ask(end, name, params, timeoutMs)) as Answer<never>,
    tell(name, body) {
      post(end, { kind: 'event', name, body });
    },
    close() {
      end.closed = true;
      unsubscribe();
      for (const each of end.waiting.values()) each.settle({ ok: false, problem: closedProblem });
      end.waiting.clear();
    },
  };
}

const closedProblem = 'the panel was closed';

/** Puts a letter on the wire; gives the problem when it cannot be sent, and nobody is interrupted by it. */
function post(end: End, letter: object): string | undefined {
  // A handler may finish after the close: there is nobody left to tell.
  if (end.closed) return closedProblem;
  try {
    end.wire.post(letter);
    return undefined;
  } catch (error) {
    const problem = `a letter could not be sent (${reasonOf(error)})`;
    end.refused(problem);
    return problem;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function receive(end: End, letter: Envelope): void {
  switch (letter.kind) {
    case 'event':
      hear(end, letter.name, letter.body);
      return;
    case 'request':
      void answer(end, letter.id, letter.name, letter.body);
      return;
    case 'reply':
    case 'refusal':
      settle(end, letter);
  }
}

function hear(end: End, name: string, body: unknown): void {
  const parsed = own(end.told, name)?.safeParse(body);
  if (parsed?.success === true) own(end.hear, name)?.(parsed.data);
  else end.refused(describe('event', name, parsed?.error));
}

async function answer(end: End, id: number, name: string, body: unknown): Promise<void> {
  const parsed = own(end.asked, name)?.params.safeParse(body);
  if (parsed?.success !== true) {
    const problem = describe('request', name, parsed?.error);
    end.refused(problem);
    post(end, { kind: 'refusal', id, problem });
    return;
  }
  try {
    const problem = post(end, {
      ...{ kind: 'reply', id },
      body: await own(end.answer, name)?.(parsed.data),
    });
    if (problem !== undefined) post(end, { kind: 'refusal', id, problem });
  } catch (error) {
    post(end, { kind: 'refusal', id, problem: reasonOf(error) });
  }
}

function settle(end: End, letter: Extract<Envelope, { kind: 'reply' | 'refusal' }>): void {
  const waiting = end.waiting.get(letter.id);
  // A late answer to a request that has timed out: there is nobody left to tell.
  if (waiting === undefined) return;
  end.waiting.delete(letter.id);
  if (letter.kind === 'refusal') {
    waiting.settle({ ok: false, problem: letter.problem });
    return;
  }
  const parsed = waiting.reply.safeParse(letter.body);
  if (parsed.success) waiting.settle({ ok: true, value: parsed.data });
  else waiting.settle({ ok: false, problem: describe('reply', 'to a request', parsed.error) });
}

function ask(end: End, name: string, params: unknown, timeoutMs: number): Promise<Answer<unknown>> {
  return new Promise((resolve) => {
    const request = own(end.asks, name);
    if (end.closed || request === undefined) {
      resolve({ ok: false, problem: closedProblem });
      return;
    }
    const id = end.nextId++;
    const stopTimer = end.wire.after(timeoutMs, () => {
      end.waiting.delete(id);
      resolve({ ok: false, problem: `no answer to “${name}” within ${timeoutMs / 1000} s` });
    });
    end.waiting.set(id, {
      reply: request.reply,
      settle(answered) {
        stopTimer();
        resolve(answered);
      },
    });
    const problem = post(end, { kind: 'request', id, name, body: params });
    if (problem !== undefined) settle(end, { kind: 'refusal', id, problem });
  });
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function describe(kind: string, name: string, error: z.ZodError | undefined): string {
  if (error === undefined) return `the ${kind} “${name}” is not in the protocol and was dropped`;
  const issue = error.issues[0];
  const where = issue?.path.join('.') ?? '';
  return `the ${kind} “${name}” does not have its form (${where}: ${issue?.message ?? ''})`;
}

import {
  type Node,
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  type ParseError,
} from 'jsonc-parser';
import { printParseErrorCode } from 'jsonc-parser';
import type { z } from 'zod';
import { exerciseSchema, type Exercise } from './schema';
import { nearest } from './nearest';

/** Reads text files of a content folder; paths are relative to it and use `/`. Undefined: there is no such file. */
export interface Files {
  read(path: string): Promise<string | undefined>;
}

/** What is wrong with a content file, where (zero-based), and what to write instead. */
export interface ContentProblem {
  readonly file: string;
  readonly line: number;
  readonly character: number;
  readonly message: string;
}

export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ContentProblem[] };

/** An exercise with the text that is shown; its kernels are read when they are needed. */
export interface ExerciseFolder {
  readonly folder: string;
  readonly exercise: Exercise;
  readonly statement: string;
}

/** Loads `exercise.json` and `statement.md` of a folder. */
export async function loadExercise(files: Files, folder: string): Promise<Loaded<ExerciseFolder>> {
  const path = `${folder}/exercise.json`;
  const text = await files.read(path);
  if (text === undefined) return missing(path, 'every exercise folder has one');
  const exercise = parseContent(path, text, exerciseSchema);
  if (!exercise.ok) return exercise;
  const statement = await files.read(`${folder}/statement.md`);
  if (statement === undefined)
    return missing(`${folder}/statement.md`, 'it tells the learner why and what');
  return { ok: true, value: { folder, exercise: exercise.value, statement } };
}

function missing(file: string, why: string): Loaded<never> {
  return {
    ok: false,
    problems: [{ file, line: 0, character: 0, message: `this file is missing: ${why}` }],
  };
}

/** Parses a JSON content file and holds it to its schema; every problem gets the place that it is about. */
export function parseContent<T>(file: string, text: string, schema: z.ZodType<T>): Loaded<T> {
  const errors: ParseError[] = [];
  const tree = treeOf(text, errors);
  if (tree === 'too deep') return { ok: false, problems: [at(file, text, 0, tooDeep)] };
  const syntax = errors[0];
  if (tree === undefined || syntax !== undefined) {
    const what = syntax === undefined ? 'the file is empty' : printParseErrorCode(syntax.error);
    return { ok: false, problems: [at(file, text, syntax?.offset ?? 0, `not JSON: ${what}`)] };
  }
  const parsed = schema.safeParse(getNodeValue(tree));
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.flatMap((issue) =>
    issueProblems(file, text, tree, issue, schema),
  );
  return { ok: false, problems };
}

const tooDeep = 'not JSON that can be read: brackets are nested thousands deep';

/** The parser calls itself for each bracket, and the stack has an end. */
function treeOf(text: string, errors: ParseError[]): Node | undefined | 'too deep' {
  try {
    return parseTree(text, errors, { disallowComments: true });
  } catch (error) {
    if (error instanceof RangeError) return 'too deep';
    throw error;
  }
}

export type Path = readonly (string | number)[];

/** Notes a problem at a path inside `exercise.json`. */
export type Note = (path: Path, message: string) => void;

/** A problem at a path inside a JSON text, for checks that come after the schema. */
export function problemAt(file: string, text: string, path: Path, message: string): ContentProblem {
  const tree = parseTree(text);
  const node = tree === undefined ? undefined : closest(tree, path);
  return at(file, text, node?.offset ?? 0, message);
}

function issueProblems(
  file: string,
  text: string,
  tree: Node,
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
): ContentProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const where = path.length === 0 ? 'the file' : `“${path.join('.')}”`;
  if (issue.code !== 'unrecognized_keys') {
    return [at(file, text, closest(tree, path).offset, `${where}: ${issue.message}`)];
  }
  const known = keysOf(schema, path);
  return issue.keys.map((key) => {
    const node = closest(tree, [...path, key]);
    const instead = nearest(key, known);
    const advice =
      instead === undefined ? `known keys here: ${known.join(', ')}` : `did you mean “${instead}”?`;
    // The node is the value; the squiggle belongs under the key.
    return at(file, text, node.parent?.offset ?? node.offset, `unknown key “${key}”: ${advice}`);
  });
}

/** The keys that an object may have at a path of the schema, for the advice after a misspelt one. */
function keysOf(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  let at: unknown = schema;
  for (const part of path) at = step(at, part);
  const { shape, options } = definition(at);
  // Of a union, any form may be the one that was meant.
  const forms = Array.isArray(options)
    ? options.map((option) => definition(option)['shape'])
    : [shape];
  return [...new Set(forms.flatMap((form) => Object.keys(form ?? {})))];
}

function definition(schema: unknown): Record<string, unknown> {
  let inner = (schema as { def?: Record<string, unknown> } | undefined)?.def ?? {};
  while (inner['innerType'] !== undefined)
    inner = (inner['innerType'] as { def: Record<string, unknown> }).def;
  return inner;
}

function step(schema: unknown, part: string | number): unknown {
  const inner = definition(schema);
  if (typeof part === 'number') return inner['element'];
  return (inner['shape'] as Record<string, unknown> | undefined)?.[part] ?? inner['valueType'];
}

function closest(tree: Node, path: readonly (string | number)[]): Node {
  for (let length = path.length; length >= 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node !== undefined) return node;
  }
  return tree;
}

function at(file: string, text: string, offset: number, message: string): ContentProblem {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length - 1, character: before.at(-1)?.length ?? 0, message };
}

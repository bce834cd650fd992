import type { z } from 'zod';
import { type ContentProblem, parseContent, problemAt } from '../exercise/load';
import { salvage } from './salvage';
import {
  type Group,
  groupFormatVersion,
  groupSchema,
  type PersonFile,
  personFileFormatVersion,
  personFileSchema,
} from './schema';

/** A file of the group as far as it can be understood. */
export interface ReadFile<T> {
  /** Undefined when nothing can be shown of it. */
  readonly value: T | undefined;
  readonly problems: readonly ContentProblem[];
  /** Whether a change may be written into it: not over what is broken, in conflict, or from a newer Tilework. */
  readonly mayWrite: boolean;
}

export function readGroup(file: string, text: string): ReadFile<Group> {
  return read(file, text, groupSchema, groupFormatVersion);
}

export function readPerson(file: string, text: string): ReadFile<PersonFile> {
  return read(file, text, personFileSchema, personFileFormatVersion);
}

function read<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  knownVersion: number,
): ReadFile<T> {
  const conflicts = conflictsIn(file, text);
  if (conflicts.length > 0) return { value: undefined, problems: conflicts, mayWrite: false };
  const parsed = parseContent(file, text, schema);
  if (parsed.ok) return { value: parsed.value, problems: [], mayWrite: true };
  const data = recordOf(text);
  const version = data?.['formatVersion'];
  if (typeof version !== 'number' || version <= knownVersion)
    return { value: undefined, problems: parsed.problems, mayWrite: false };
  const message =
    `the file has format ${version}, and this Tilework knows ${knownVersion}: ` +
    'what it understands is shown, and nothing is written into it. Update Tilework to change it.';
  return {
    value: salvage({ ...data, formatVersion: knownVersion }, schema),
    problems: [problemAt(file, text, ['formatVersion'], message)],
    mayWrite: false,
  };
}

function recordOf(text: string): Record<string, unknown> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    const isRecord = typeof data === 'object' && data !== null && !Array.isArray(data);
    return isRecord ? (data as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A problem for each conflict that git left in a text. */
function conflictsIn(file: string, text: string): ContentProblem[] {
  const lines = text.split(/\r?\n/);
  const starts = lines.flatMap((line, i) => (/^<{7}(\s|$)/.test(line) ? [i] : []));
  return starts.map((line) => {
    const rest = lines.slice(line).findIndex((one) => /^>{7}(\s|$)/.test(one));
    const where = rest < 0 ? `at line ${line + 1}` : `in lines ${line + 1} to ${line + rest + 1}`;
    const message =
      `git left a conflict ${where}: keep the lines that are right, delete the others and git’s marks ` +
      '(lines that begin with <<<<<<<, |||||||, ======= or >>>>>>>), and save';
    return { file, line, character: 0, message };
  });
}

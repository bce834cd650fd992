import { readFile } from 'node:fs/promises';
import { parseContent } from '../core/exercise/load';
import { type Plan, planFileSchema, planOf } from '../core/exercise/plan-schema';

const causes: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** The text of a file that was named on the command line, or why it cannot be had. */
export async function textIn(
  file: string,
): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    return { text: await readFile(file, 'utf8') };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return { problem: `cannot read ${file}: ${causes[code] ?? message}` };
  }
}

/** The plan in a file, or what is wrong with it. */
export async function planIn(file: string): Promise<Plan | string> {
  const read = await textIn(file);
  if ('problem' in read) return read.problem;
  const parsed = parseContent(file, read.text, planFileSchema);
  if (parsed.ok) return planOf(parsed.value);
  return parsed.problems
    .map((p) => `${p.file}:${p.line + 1}:${p.character + 1}: ${p.message}`)
    .join('\n');
}

/** Says what is wrong with what was asked; gives the exit code. */
export function complain(message: string): number {
  process.stderr.write(`tilework: ${message}\n`);
  return 3;
}

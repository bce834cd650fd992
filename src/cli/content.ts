import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from '../core/exercise/load';
import { isSyllabusFile } from '../core/syllabus/load';

/** The syllabus that comes with Tilework. */
export function ownSyllabus(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'syllabus', 'topics')) && dirname(folder) !== folder)
    folder = dirname(folder);
  return join(folder, 'syllabus');
}

/** Reads text files below a folder; what lies outside of it does not exist. */
export function filesOf(root: string): Files {
  return {
    async read(path) {
      const full = resolve(root, path);
      if (!full.startsWith(resolve(root) + sep)) return undefined;
      try {
        return stripBom(await readFile(full, 'utf8'));
      } catch {
        return undefined;
      }
    },
  };
}

/** Editors hide the byte order mark; WGSL does not know it. */
export function stripBom(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The files of a syllabus below `root`, relative to it with `/`, in a steady order. */
export async function syllabusFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => isSyllabusFile(path) && !path.split('/').includes('node_modules'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

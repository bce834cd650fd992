import { type Files, type Loaded, parseContent, problemAt } from '../exercise/load';
import { nearest } from '../exercise/nearest';
import { type Glossary, glossarySchema } from './schema';

interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const file = 'glossary.json';

/** Loads the glossary of a syllabus and holds it to the exercises that there are. */
export async function loadGlossary(
  files: Files,
  exercises: readonly string[],
): Promise<Loaded<Glossary>> {
  const text = (await files.read(file)) ?? '';
  const loaded = parseContent(file, text, glossarySchema);
  if (!loaded.ok) return loaded;
  const faults = faultsIn(loaded.value, exercises);
  if (faults.length === 0) return loaded;
  return {
    ok: false,
    problems: faults.map(({ path, message }) => problemAt(file, text, path, message)),
  };
}

/** Ids and words that would mean two things, and exercises that are not there. */
function faultsIn({ terms }: Glossary, exercises: readonly string[]): Fault[] {
  const made = new Map<string, string>();
  const once = (what: string, word: string, owner: string, path: Fault['path']): Fault[] => {
    const other = made.get(`${what} ${word}`);
    made.set(`${what} ${word}`, owner);
    if (other === undefined) return [];
    return [{ path, message: `the ${what} “${word}” is that of “${other}” too; choose one` }];
  };
  return terms.flatMap(({ id, title, hover, exercises: used }, i) => [
    ...once('id', id, id, ['terms', i, 'id']),
    ...once('title', title, id, ['terms', i, 'title']),
    ...hover.flatMap((word, k) => once('word', word, id, ['terms', i, 'hover', k])),
    ...used.flatMap((one, k) => unknown(one, exercises, ['terms', i, 'exercises', k])),
  ]);
}

function unknown(id: string, exercises: readonly string[], path: Fault['path']): Fault[] {
  if (exercises.includes(id)) return [];
  const near = nearest(id, exercises);
  const instead = near === undefined ? '' : `; did you mean “${near}”?`;
  return [{ path, message: `there is no exercise “${id}”${instead}` }];
}

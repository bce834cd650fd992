import * as vscode from 'vscode';
import { exists, writeText } from './files';
import { backupName, idOfPath, learnerFileName } from './learner-names';
import type { Library } from './library';
import type { Located, Places } from './places';

/** The learner's kernels. They are the learner's: a starter is copied once, and nothing is ever written over. */
export interface LearnerFiles {
  /** Where the file of an exercise is, or would be put. */
  where(id: string): vscode.Uri;
  /** All places where a file of the exercise would be recognised. */
  places(id: string): readonly vscode.Uri[];
  /** The exercise that a document belongs to. */
  idOf(uri: vscode.Uri): string | undefined;
  /** Makes sure that the file is there. */
  ensure(id: string): Promise<Located>;
}

export function createLearnerFiles(places: Places, library: Library): LearnerFiles {
  const all = (id: string): readonly vscode.Uri[] => places.all(learnerFileName(id));
  return {
    where: (id) => places.where(learnerFileName(id)),
    places: all,
    idOf(uri) {
      const id = idOfPath(uri.path);
      if (id === undefined) return undefined;
      return all(id).some((place) => place.toString() === uri.toString())
        ? library.find(id)?.id
        : undefined;
    },
    ensure: (id) =>
      places.ensure({
        name: learnerFileName(id),
        what: `your file for ${id}`,
        firstText: () => library.kernel(id, 'starter'),
      }),
  };
}

/** Keeps a copy of a kernel beside its file and gives the copy's address. */
export async function backUp(uri: vscode.Uri, id: string, text: string): Promise<vscode.Uri> {
  for (let attempt = 0; ; attempt++) {
    const copy = vscode.Uri.joinPath(uri, '..', backupName(id, new Date(), attempt));
    if (await exists(copy)) continue;
    await writeText(copy, text);
    return copy;
  }
}

import * as vscode from 'vscode';
import { parseContent } from '../core/exercise/load';
import { catalogueSchema, type Catalogue } from '../core/syllabus/catalogue';
import { readText } from './files';

export const emptyCatalogue: Catalogue = { topics: [], exercises: [] };

/** Reads the one file that the build made of the syllabus; a problem is told, not thrown. */
export async function readCatalogue(
  extensionUri: vscode.Uri,
): Promise<{ readonly catalogue: Catalogue; readonly problem?: string }> {
  const path = 'dist/catalogue.json';
  const text = await readText(vscode.Uri.joinPath(extensionUri, path));
  if (text === undefined) return { catalogue: emptyCatalogue, problem: `${path} is missing` };
  const loaded = parseContent(path, text, catalogueSchema);
  if (loaded.ok) return { catalogue: loaded.value };
  return {
    catalogue: emptyCatalogue,
    problem: `${path}: ${loaded.problems[0]?.message ?? 'not readable'}`,
  };
}

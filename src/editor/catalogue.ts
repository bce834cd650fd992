import * as vscode from 'vscode';
import { type Catalogue, emptyCatalogue, readCatalogueText } from '../core/syllabus/catalogue';
import { readText } from './files';

/** Reads the one file that the build made of the syllabus; a problem is told, not thrown. */
export async function readCatalogue(
  extensionUri: vscode.Uri,
): Promise<{ readonly catalogue: Catalogue; readonly problem?: string }> {
  const path = 'dist/catalogue.json';
  const text = await readText(vscode.Uri.joinPath(extensionUri, path));
  if (text === undefined) return { catalogue: emptyCatalogue, problem: `${path} is missing` };
  const catalogue = readCatalogueText(text);
  if (catalogue !== undefined) return { catalogue };
  return {
    catalogue: emptyCatalogue,
    problem: `${path} was not written by this version: build it anew`,
  };
}

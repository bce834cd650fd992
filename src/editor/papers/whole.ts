import * as vscode from 'vscode';
import type { Paper } from '../../core/syllabus/paper';
import { readText } from '../files';
import type { Library } from '../library';

/** Finds papers with what only their panel shows: equation, results, and the like. */
export interface WholePapers {
  /** Undefined when there is no such paper, or when what the build wrote cannot be read. */
  find(id: string): Promise<Paper | undefined>;
}

export function createWholePapers(extensionUri: vscode.Uri, library: Library): WholePapers {
  let builtIn: ReadonlyMap<string, Paper> | undefined;
  return {
    async find(id) {
      // It is as large as the catalogue, and only who opens a panel needs it.
      builtIn ??= await read(vscode.Uri.joinPath(extensionUri, 'dist', 'papers.json'));
      return builtIn?.get(id) ?? library.ownPapers().find((paper) => paper.id === id);
    },
  };
}

/** The build has checked the papers; only whether they are there is looked at. */
async function read(file: vscode.Uri): Promise<ReadonlyMap<string, Paper> | undefined> {
  try {
    const papers = JSON.parse((await readText(file)) ?? '') as readonly Paper[];
    return new Map(papers.map((paper) => [paper.id, paper]));
  } catch {
    return undefined;
  }
}

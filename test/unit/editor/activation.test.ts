import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../support/kernels';

/** Modules that run when the extension's bundle is loaded: all that is imported, but for what waits in an `import()`. */
async function loadedAtOnce(): Promise<readonly string[]> {
  const entry = 'src/editor/main.ts';
  const stand = join(root, 'src/cite/no-fetch.ts');
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: [entry], bundle: true, write: false, metafile: true },
    ...{ platform: 'browser', format: 'cjs', mainFields: ['module', 'main'], logLevel: 'error' },
    alias: { 'sync-fetch': stand, 'node-fetch': stand, nanoid: 'nanoid/non-secure' },
    external: ['vscode', 'node:worker_threads'],
  });
  const found = new Set([entry]);
  for (const path of found) {
    for (const one of metafile.inputs[path]?.imports ?? []) {
      if (one.kind !== 'dynamic-import' && one.external !== true) found.add(one.path);
    }
  }
  return [...found];
}

describe('activation', () => {
  let loaded: readonly string[] = [];
  beforeAll(async () => {
    loaded = await loadedAtOnce();
  });

  it('loads the tree and the panels', () => {
    expect(loaded).toContain('src/editor/tree/provider.ts');
    expect(loaded).toContain('src/editor/panel/panels.ts');
    expect(loaded).toContain('src/editor/glossary/glossary.ts');
  });

  it.each([
    ['the reference blocks', 'src/core/blocks/index.ts'],
    ['the grader', 'src/core/grade/grade-exercise.ts'],
    ['the parser of WGSL', 'node_modules/wesl/'],
    ['the library of citations', 'node_modules/@citation-js/'],
    ['the library of calendars', 'node_modules/ics/'],
    ['the glossary', 'src/core/glossary/'],
    ['the hovers', 'src/editor/glossary/show.ts'],
  ])('leaves %s until somebody needs it', (_what, path) => {
    expect(loaded.filter((one) => one.startsWith(path))).toEqual([]);
  });
});

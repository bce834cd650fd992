import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import esbuild from 'esbuild';
import { expect, test } from 'vitest';
import { root } from '../../support/kernels';

test('runs in a web worker, which has neither Node nor a page', async () => {
  const noFetch = join(root, 'src/cite/no-fetch.ts');
  const built = await esbuild.build({
    entryPoints: [join(root, 'src/cite/bibtex.ts')],
    ...{ bundle: true, write: false, format: 'iife', globalName: 'cite', platform: 'browser' },
    alias: { 'sync-fetch': noFetch, 'node-fetch': noFetch },
  });
  const paper = {
    ...{ id: 'p', title: 't', authors: ['Ada Lovelace'], year: 1950, venue: 'v' },
    page: 'https://example.org/p',
  };
  // The call is made inside, with data of its own: an array from outside is no `Array` there.
  const call = `cite.bibtexOf(${JSON.stringify([paper])})`;
  const said: unknown = runInNewContext(`${built.outputFiles[0]?.text ?? ''};${call}`, {
    console: { log: () => undefined },
  });
  expect(said).toMatch(/^@inproceedings\{p,\n\tauthor = \{Lovelace, Ada\},/);
});

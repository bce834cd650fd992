// `npm run docs`: writes the pages that follow from the code. A test fails when they are stale.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { blocksPage } from './blocks-page';

rmSync('docs/blocks', { recursive: true, force: true });
for (const [name, text] of Object.entries(blocksPage())) {
  mkdirSync(dirname(`docs/${name}`), { recursive: true });
  writeFileSync(`docs/${name}`, text);
}

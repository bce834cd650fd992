// @ts-check
// The folder that `npm start` opens for somebody who has none yet.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const readme = `# Your first kernel

This folder is yours. Tilework puts the file of each exercise here when you open it, and never writes over what you wrote.

1. Click the **Tilework** icon in the activity bar, the column of icons at the far left.
2. Pick **E01, Add two vectors**. Its file opens here in the editor, and its panel opens beside it.
3. Read the task in the panel, write the missing lines, and save: <kbd>Ctrl</kbd>+<kbd>S</kbd>, on a Mac <kbd>⌘</kbd>+<kbd>S</kbd>.
   Saving runs the kernel on your GPU and grades it.
4. The panel says what your kernel did: right, or where the first wrong number is and what probably went wrong.
   Change it and save again, as often as you like. Nothing is counted against you.

Stuck? The panel has hints, in order: take one at a time.

No GPU found? The panel says so, and what to do about it. A browser needs WebGPU: Chrome and Edge have it.

## Keeping your work

This folder lies inside Tilework's own cache, where git does not look. To work in a folder of your own, name it:

    npm start -- path/to/my-folder
`;

/**
 * Creates the folder when it is not there; what is in it stays as it is.
 * @param {string} parent
 * @returns {string} the folder
 */
export function ensureSample(parent) {
  const folder = join(parent, 'tilework-sample');
  const file = join(folder, 'README.md');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, readme);
  return folder;
}

// @ts-check
// `npm run package`: the extension as one file, build/tilework.vsix, with its size held to a budget.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = 'build/tilework.vsix';
/**
 * Bytes. A learner on a slow line installs this; whoever needs more says why in the same change. Content counts: a lab takes
 * about 9 kB, and 46 are planned.
 */
const budget = 1_700_000;

/**
 * @param {string} script
 * @param {string[]} args
 */
const run = (script, ...args) =>
  execFileSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });

run('esbuild.js', '--production');
mkdirSync(new URL('../build', import.meta.url), { recursive: true });
run(
  'node_modules/@vscode/vsce/vsce',
  ...[
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '-o',
    file,
  ],
);

const { size } = statSync(new URL(`../${file}`, import.meta.url));
/** @param {number} bytes */
const text = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
console.log(`${file}: ${text(size)} of ${text(budget)}`);
if (size > budget) {
  console.error(
    `The package is ${text(size - budget)} over its budget: \`npx vsce ls --tree\` shows what is in it.`,
  );
  process.exit(1);
}

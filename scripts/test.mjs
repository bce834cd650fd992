// @ts-check
// `npm test`: everything that CI runs, on a machine that may be fresh. Installs what it needs first.
//   npm test -- check test:unit      only these parts
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { Advice, say } from './lib/progress.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The parts in order: what is quick and breaks often comes first. Each is an npm script. */
const parts = [
  ...['build', 'check', 'test:unit', 'syllabus'],
  ...['package', 'test:integration', 'test:e2e'],
];

/**
 * Runs an npm script, shows what it prints, and gives its exit code and what it printed.
 * @param {string} script
 * @returns {Promise<{ code: number, output: string }>}
 */
function run(script) {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** How the parts' own last lines tell their counts. */
const counts = [
  /^\s*Tests\s+(?:(?<failed>\d+) failed \| )?(?<passed>\d+) passed/m,
  /^(?:content|integration): (?<passed>\d+) passed, (?<failed>\d+) failed$/m,
];

/**
 * @param {string} output
 * @returns {{ passed: number, failed: number }}
 */
function countOf(output) {
  // Colours of a terminal would hide the line.
  const plain = stripVTControlCharacters(output);
  for (const pattern of counts) {
    const groups = pattern.exec(plain)?.groups;
    if (groups !== undefined) {
      return { passed: Number(groups['passed'] ?? 0), failed: Number(groups['failed'] ?? 0) };
    }
  }
  return { passed: 0, failed: 0 };
}

async function main() {
  const wanted = process.argv.slice(2);
  await ensureDependencies(root);
  await ensureChromium();
  let passed = 0;
  let failed = 0;
  let broken = '';
  for (const script of parts.filter((name) => wanted.length === 0 || wanted.includes(name))) {
    const begin = performance.now();
    const { code, output } = await run(script);
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    const count = countOf(output);
    passed += count.passed;
    failed += count.failed;
    say(`${script}: ${code === 0 ? 'done' : 'FAILED'} in ${seconds} s`);
    if (code === 0) continue;
    broken = script;
    failed = Math.max(failed, 1);
    break;
  }
  if (broken !== '') say(`stopped at “${broken}”; \`npm run ${broken}\` runs it alone`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error instanceof Advice ? error.message : error);
  process.exitCode = 1;
});

// Runs inside the extension host of a real VS Code: finds every suite beside it, runs them under mocha, and reports.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { markLines } from '../support/suite-lines.mjs';

/** The runner outside shows only marked lines: VS Code itself prints much beside them. */
function report(...words: unknown[]): void {
  // eslint-disable-next-line no-console -- in the extension host, this is the way out
  console.log(markLines(format(...words)));
}

/** VS Code calls this, and ends with failure when it rejects. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  try {
    await runSuites();
  } catch (error) {
    report(error instanceof Error ? error.stack : error);
    throw error;
  }
}

async function runSuites(): Promise<void> {
  Mocha.reporters.Base.consoleLog = report;
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', color: false, timeout: 20_000 });
  mocha.fgrep(process.env['TILEWORK_GREP'] ?? '');
  // The suites of another kind of workspace lie in a folder of their own.
  const folder = join(__dirname, process.env['TILEWORK_SUITES'] ?? '');
  const suites = readdirSync(folder).filter((name) => name.endsWith('.test.js'));
  for (const name of suites.sort()) mocha.addFile(join(folder, name));
  const { passed, failed } = await outcome(mocha);
  report(`integration: ${passed} passed, ${failed} failed`);
  if (failed > 0) throw new Error(`${failed} of ${passed + failed} integration tests failed`);
  if (passed === 0) throw new Error(`no test ran, and there are ${suites.length} suites`);
}

/** Counts by events, because a runner that never started has no statistics. */
function outcome(mocha: Mocha): Promise<{ passed: number; failed: number }> {
  return new Promise((resolve) => {
    let passed = 0;
    const runner = mocha.run((failed) => {
      resolve({ passed, failed });
    });
    runner.on('pass', () => {
      passed += 1;
    });
  });
}

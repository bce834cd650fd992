#!/usr/bin/env node
// @ts-check
// Stands in for the desktop VS Code where it cannot be had: `runTests({ vscodeExecutablePath })` starts this file
// with the arguments that it would give to VS Code, and it runs the suite in the VS Code from npm, in a headless
// browser. It prints what the suite prints and ends with the suite's exit code.
import { resolve } from 'node:path';
import { format } from 'node:util';
import { chromium } from 'playwright-core';
import { ensureChromium, hermeticFlags, webgpuFlags } from '../../scripts/lib/chromium.mjs';
import { Advice } from '../../scripts/lib/progress.mjs';
import { ensureVSCodeServer, startTestServer } from '../../scripts/lib/vscode-server.mjs';
import { isMarked, markLines } from './suite-lines.mjs';

const limitSeconds = 120;

/** @typedef {{ suite: string, project: string, userData: string, extensions: string, workspace: string }} Order */

/**
 * @param {string[]} args as `@vscode/test-electron` gives them
 * @returns {Order}
 */
function read(args) {
  /** @param {string} name */
  const given = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  /** @param {string} name */
  const option = (name) => {
    const found = given(name);
    if (found !== undefined) return resolve(found);
    throw new Advice(
      `--${name}= is missing.`,
      'start this file through `npm run test:integration`.',
    );
  };
  const folder = args.find((arg) => !arg.startsWith('-'));
  const workspace = folder === undefined ? given('folder-uri') : resolve(folder);
  if (workspace === undefined) {
    throw new Advice('No workspace folder was given.', 'name one in `launchArgs` of runTests.');
  }
  return {
    suite: option('extensionTestsPath'),
    project: option('extensionDevelopmentPath'),
    userData: option('user-data-dir'),
    extensions: option('extensions-dir'),
    workspace,
  };
}

/**
 * The address which makes the workbench load the extension from its folder and run the suite.
 * @param {string} base the server's address with its token
 * @param {Order} order
 */
function addressOf(base, { workspace, project, suite }) {
  const url = new URL(base);
  const remote = `vscode-remote://${url.host}`;
  const payload = [
    ['extensionDevelopmentPath', `${remote}${project}`],
    ['extensionTestsPath', `${remote}${suite}`],
  ];
  url.searchParams.set('folder', workspace);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/**
 * Opens the workbench and waits for the suite's end, or for a silence that is too long.
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @returns {Promise<number>} the exit code
 */
async function runSuite(browser, address) {
  const page = await browser.newPage();
  /** @type {NodeJS.Timeout | undefined} */
  let clock;
  /** @type {number | Error} */
  const end = await new Promise((tell, refuse) => {
    const waitOn = () => {
      clearTimeout(clock);
      clock = setTimeout(() => tell(tooSilent), limitSeconds * 1000);
    };
    waitOn();
    page.on('crash', () => tell(new Advice('The browser page crashed.', 'run the tests again.')));
    const opening = [
      page.exposeFunction('codeAutomationExit', tell),
      page.exposeFunction(
        'codeAutomationLog',
        (/** @type {string} */ _type, /** @type {unknown[]} */ words) => {
          const text = format(...words);
          console.log(text);
          // The workbench's own words go on for ever and are no sign of life of the suite.
          if (isMarked(text)) waitOn();
        },
      ),
    ];
    Promise.all(opening)
      .then(() => page.goto(address))
      .catch(refuse);
  });
  clearTimeout(clock);
  if (end instanceof Error) throw end;
  return end;
}

/** Mocha bounds each test; this is for what it cannot bound: a VS Code that never starts, a test without a limit. */
const tooSilent = new Advice(
  `The suite said nothing for ${limitSeconds} s.`,
  'look at the last test printed above: it, or a hook around it, waits for something that never comes.',
);

/** @param {string} line */
const log = (line) => console.log(markLines(line));

async function main() {
  const order = read(process.argv.slice(2));
  const executablePath = await ensureChromium({ log });
  const server = await ensureVSCodeServer({ log });
  const folders = {
    userData: order.userData,
    extensions: order.extensions,
    server: `${order.userData}-server`,
  };
  const started = await startTestServer(server, folders);
  const browser = await chromium.launch({
    executablePath,
    args: [...hermeticFlags, ...webgpuFlags],
  });
  try {
    return await runSuite(browser, addressOf(started.url, order));
  } finally {
    await browser.close();
    await started.stop();
  }
}

/**
 * `@vscode/test-electron` stops reading at the moment this process ends, so what was printed last needs time to arrive.
 * @param {number} code
 */
const endWith = (code) => setTimeout(() => process.exit(code), 200);

main().then(endWith, (error) => {
  console.log(markLines(error instanceof Advice ? error.message : String(error?.stack)));
  endWith(1);
});

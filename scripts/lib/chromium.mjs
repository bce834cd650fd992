// @ts-check
// Finds the browser that tests drive; it also brings SwiftShader, the GPU that the processor plays.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.mjs';
import { runToEnd } from './processes.mjs';
import { Advice, say, step } from './progress.mjs';

const isRoot = process.getuid?.() === 0;

/** WebGPU without a graphics card: the adapter is SwiftShader. Without these two flags there is no adapter at all. */
export const webgpuFlags = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** A browser that talks to nobody but the page under test. Chromium refuses its sandbox to root. */
export const hermeticFlags = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

const namesOnPath = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

/** @returns {string[]} where installers put a Chromium on this platform */
function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(
      (name) => process.env[name] ?? [],
    );
    return roots.flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]);
  }
  return ['/opt/google/chrome/chrome', '/snap/bin/chromium', '/usr/lib/chromium/chromium'];
}

/**
 * The browser: TILEWORK_CHROMIUM if it is set, else what PATH has, else the usual places.
 * @returns {string | undefined}
 */
export function findChromium() {
  const named = process.env['TILEWORK_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Advice(
      `TILEWORK_CHROMIUM names ${named}, and there is no such file.`,
      'set it to the path of a Chromium or Chrome executable, or unset it.',
    );
  }
  for (const name of namesOnPath) {
    const found = findOnPath(name);
    if (found !== undefined) return found;
  }
  return usualPlaces().find((file) => existsSync(file));
}

/**
 * The browser; installed first where that can be done without asking anybody, which is as root on Debian and its kin.
 * @param {{ log?: import('./progress.mjs').Log }} [options]
 * @returns {Promise<string>}
 */
export async function ensureChromium({ log = say } = {}) {
  const found = findChromium();
  if (found !== undefined) return found;
  if (isRoot && existsSync('/usr/bin/apt-get')) await installWithApt(log);
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new Advice(
    'No Chromium or Chrome was found, which the tests in a real VS Code drive.',
    `${howToInstall()}, or set TILEWORK_CHROMIUM to the path of one.`,
  );
}

/** @param {import('./progress.mjs').Log} log */
async function installWithApt(log) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const next = `${howToInstall()}, or set TILEWORK_CHROMIUM to the path of a browser.`;
  await step(log, 'No Chromium found: reading the package lists', () =>
    runToEnd('apt-get', ['update'], { env, next }),
  );
  const args = ['install', '-y', '--no-install-recommends', 'chromium'];
  await step(log, 'Installing Chromium (about 100 MB, once)', () =>
    runToEnd('apt-get', args, { env, next }),
  );
}

/** @returns {string} */
function howToInstall() {
  if (process.platform === 'darwin') return 'run `brew install --cask chromium`';
  if (process.platform === 'win32') return 'run `winget install Google.Chrome`';
  if (findOnPath('apt-get') !== undefined) {
    return 'run `sudo apt-get install chromium` (on Ubuntu: `sudo snap install chromium`)';
  }
  if (findOnPath('dnf') !== undefined) return 'run `sudo dnf install chromium`';
  if (findOnPath('pacman') !== undefined) return 'run `sudo pacman -S chromium`';
  return 'install Chromium or Google Chrome with your package manager';
}

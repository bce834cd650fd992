// The packaged extension in a VS Code of its own: fresh settings, a fresh workspace, a fresh browser.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type FrameLocator, type Page } from 'playwright-core';
import { ensureChromium, hermeticFlags, webgpuFlags } from '../../../scripts/lib/chromium.mjs';
import { writeSettings } from '../../../scripts/lib/quiet-settings.mjs';
import {
  cacheFolder,
  ensureVSCodeServer,
  foldersUnder,
  installExtension,
  startProduct,
} from '../../../scripts/lib/vscode-server.mjs';
import {
  inTheme,
  openWorkbench,
  runCommand,
  type Theme,
  themes,
  themeWord,
  webviewIn,
} from './workbench';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const usualTheme: Theme = 'Default Dark Modern';

export interface ProductOptions {
  /** Whether the browser has a WebGPU adapter; it is a software one, so that results are the same everywhere. */
  readonly webgpu: boolean;
  /** What the workspace holds at first: paths in it and their text. */
  readonly files?: Readonly<Record<string, string>>;
  /** User settings beside those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** No folder is open. */
  readonly withoutFolder?: boolean;
  /** The folder is in Restricted Mode until the learner trusts it. */
  readonly restricted?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface Product {
  readonly page: Page;
  /** The whole path of the workspace folder. */
  readonly workspace: string;
  /** Writes artifacts/e2e/NAME.png and returns its path. */
  screenshot(name: string): Promise<string>;
  /** Takes a picture of what is open in each of the three themes, and goes back to the usual one. */
  screenshots(name: string): Promise<void>;
  /** Changes the colour theme in the folder's settings, and waits until VS Code is in it. */
  setTheme(theme: Theme): Promise<void>;
  /** Runs a command by the title that the palette shows, its category included. */
  command(title: string): Promise<void>;
  /** The document of the nth visible webview, from 0. */
  webview(nth?: number): FrameLocator;
  /** A second window on the same folder, as another person has it: with its own progress, and its own who am I. */
  secondWindow(): Promise<Page>;
  /** Loads the page again, as the browser's own button does. */
  reload(): Promise<void>;
  /** Ends the server and starts it again with the same folders and the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

type Server = Awaited<ReturnType<typeof startProduct>>;

/** Starts all of it; the caller closes it, in a `finally` or an `afterEach`. */
export async function openProduct(options: ProductOptions): Promise<Product> {
  const executablePath = await ensureChromium();
  const home = mkdtempSync(join(tmpdir(), 'tilework-e2e-'));
  const workspace = join(home, 'workspace');
  writeFiles(workspace, options.files ?? {});
  const serve = await prepareServer(home, workspace, options);
  let server = await serve();
  const args = [...hermeticFlags, ...(options.webgpu ? webgpuFlags : [])];
  const browser = await chromium.launch({ executablePath, args });
  const page = await openPage(browser, options);
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  let theme = usualTheme;
  const open = () => openWorkbench(page, server.url, theme);
  await open().catch(async (error: unknown) => {
    await screenshot(page, 'workbench-did-not-open');
    await close();
    throw error;
  });
  const setTheme = async (next: Theme): Promise<void> => {
    theme = next;
    // VS Code watches those of the folder; the user's it reads when it starts.
    const settings = JSON.stringify({ 'workbench.colorTheme': theme });
    writeFiles(workspace, { '.vscode/settings.json': settings });
    await inTheme(page, theme);
  };
  return {
    page,
    workspace,
    screenshot: (name) => screenshot(page, name),
    async screenshots(name) {
      for (const each of themes) {
        await setTheme(each);
        await screenshot(page, `${name}-${themeWord(each)}`);
      }
      await setTheme(usualTheme);
    },
    setTheme,
    command: (title) => runCommand(page, title),
    webview: (nth = 0) => webviewIn(page, nth),
    async secondWindow() {
      // What VS Code keeps of a person lies in the browser's storage, which each context has for itself.
      const second = await openPage(browser, options);
      await openWorkbench(second, server.url, theme);
      return second;
    },
    reload: open,
    restart: async () => {
      await server.stop();
      server = await serve(server);
      await open();
    },
    close,
  };
}

/** The extension is unpacked once for all tests; everything that VS Code writes is this test's own. */
async function prepareServer(home: string, workspace: string, options: ProductOptions) {
  const code = await ensureVSCodeServer();
  const folders = {
    ...foldersUnder(home),
    extensions: foldersUnder(join(cacheFolder, 'e2e')).extensions,
  };
  const vsix = process.env['TILEWORK_VSIX'] ?? join(root, 'build', 'tilework.vsix');
  await installExtension(code, folders, vsix);
  writeSettings(folders.userData, {
    'workbench.colorTheme': usualTheme,
    ...(options.restricted === true ? restrictedSettings : {}),
    ...options.settings,
  });
  const opened = {
    workspace: options.withoutFolder === true ? undefined : workspace,
    asksForTrust: options.restricted === true,
  };
  return (before?: Server): Promise<Server> => {
    const address = before === undefined ? {} : { port: before.port, token: before.token };
    return startProduct(code, folders, { ...opened, ...address });
  };
}

/** A folder starts restricted, and nobody asks about it. */
const restrictedSettings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

async function openPage(browser: Browser, { viewport }: ProductOptions): Promise<Page> {
  const context = await browser.newContext({
    viewport: viewport ?? { width: 1440, height: 900 },
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  return context.newPage();
}

async function screenshot(page: Page, name: string): Promise<string> {
  const path = join(root, 'artifacts', 'e2e', `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  return path;
}

function writeFiles(workspace: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(workspace, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = join(workspace, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

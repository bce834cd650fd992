// Serves the page and the peers' files on 127.0.0.1, and drives a headless Chromium.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Browser } from 'playwright-core';
import { ensureChromium, hermeticFlags, webgpuFlags } from '../../../scripts/lib/chromium.mjs';
import { root } from '../../support/kernels';
import type { Opened } from './opened';
import type { Page } from './page';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
const html = '<!doctype html><title>Tilework</title><script type="module" src="/page.js"></script>';

function answer(
  path: string,
): { readonly type: string; readonly body: string | Buffer } | undefined {
  if (path === '/') return { type: 'text/html', body: html };
  const file = path.startsWith('/onnxruntime-web/')
    ? join(root, 'node_modules/onnxruntime-web/dist', path.slice('/onnxruntime-web'.length))
    : join(root, 'dist/bench', path);
  const type = types[extname(path)];
  if (type === undefined || !existsSync(file)) return undefined;
  return { type, body: readFileSync(file) };
}

/** Isolated from other origins a page has the finer clock. */
const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

async function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const found = answer(path);
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': found.type, ...isolated }).end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** @param software SwiftShader, which is part of the browser; else what adapter the browser finds */
export async function openChromium(software: boolean): Promise<Opened | string> {
  const { chromium } = await import('playwright-core');
  const executablePath = await ensureChromium();
  const server = await serve();
  const gpuFlags = ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--ignore-gpu-blocklist'];
  const args = [...hermeticFlags, ...(software ? webgpuFlags : gpuFlags)];
  const browser = await chromium.launch({ executablePath, args });
  const close = async (): Promise<void> => {
    await browser.close();
    server.close();
  };
  const opened = await openPage(
    browser,
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  );
  if (typeof opened === 'string') await close();
  return typeof opened === 'string' ? opened : { ...opened, close };
}

/** What the page has put there. */
type Window = typeof globalThis & { readonly peers: Page };

async function openPage(browser: Browser, url: string): Promise<Omit<Opened, 'close'> | string> {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  page.on('pageerror', ({ message }) => process.stderr.write(`the page: ${message}\n`));
  await page.goto(url);
  await page.waitForFunction('window.peers', undefined, { timeout: 60_000 });
  const adapter = await page.evaluate(() => (window as unknown as Window).peers.open());
  if (typeof adapter === 'string') return adapter;
  const [major = ''] = browser.version().split('.');
  return {
    where: `Chromium ${major}`,
    adapter,
    measure: (lab, rounds) =>
      page.evaluate(([one, times]) => (window as unknown as Window).peers.measure(one, times), [
        lab,
        rounds,
      ] as const),
  };
}

// The exercise panel without VS Code: `node test/support/panel-page.mjs` bundles it, serves it on 127.0.0.1 and plays
// the extension host. The address takes ?exercise=E06 &theme=dark|light|hc &source=mutants/x.wgsl &grader=/other.js;
// Run grades that file of the exercise's folder as it stands on the disk.
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { mkdtemp } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import esbuild from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const themes = JSON.parse(await readFile(new URL('themes.json', import.meta.url), 'utf8'));
const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.wgsl': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
};

const onlyWoff2 = {
  name: 'only-woff2',
  setup(build) {
    build.onResolve({ filter: /\.(woff|ttf)$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** The same bundles as the product's, see esbuild.js. */
export async function buildPanel(outdir, { minify = true } = {}) {
  const shared = {
    absWorkingDir: root,
    outdir,
    bundle: true,
    minify,
    target: 'es2022',
    platform: 'browser',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  };
  const [panel, grader] = await Promise.all([
    esbuild.build({
      ...shared,
      entryPoints: { panel: 'webview/panel/main.ts' },
      format: 'esm',
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      assetNames: 'fonts/[name]',
      loader: { '.woff2': 'file' },
      plugins: [onlyWoff2],
    }),
    esbuild.build({ ...shared, entryPoints: { grader: 'webview/worker/main.ts' }, format: 'iife' }),
  ]);
  return { panel: panel.metafile, grader: grader.metafile };
}

async function folderOf(id) {
  for (const shelf of ['exercises', 'labs']) {
    const names = await readdir(join(root, 'syllabus', shelf)).catch(() => []);
    const name = names.find((each) => each === id || each.startsWith(`${id}-`));
    if (name !== undefined) return join(root, 'syllabus', shelf, name);
  }
  throw new Error(`there is no exercise ${id}`);
}

/** What VS Code puts into every webview before the page's own style. */
const webviewDefaults = `@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body { background-color: transparent; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family);
    font-weight: var(--vscode-font-weight); font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }
  a, a code { color: var(--vscode-textLink-foreground); }
  a:focus, input:focus, select:focus, textarea:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  code { font-family: var(--monaco-monospace-font); color: var(--vscode-textPreformat-foreground);
    background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
}`;

function themeStyle(theme) {
  const fonts = {
    'font-family': 'system-ui, "DejaVu Sans", sans-serif',
    'font-size': '13px',
    'font-weight': 'normal',
    'editor-font-family': '"DejaVu Sans Mono", monospace',
    'editor-font-size': '14px',
  };
  const all = Object.entries({ ...fonts, ...theme.variables });
  return `:root { ${all.map(([name, value]) => `--vscode-${name}: ${value};`).join(' ')} } ${webviewDefaults}`;
}

function page(origin, query) {
  const theme = themes[query.get('theme') ?? 'dark'] ?? themes.dark;
  const nonce = 'bGV0IG1lIGlu';
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    // With the nonce the widget toolkit can find out about :focus-visible, see `csp-nonce` below.
    `style-src ${origin} 'nonce-${nonce}'`,
    `font-src ${origin}`,
    `img-src ${origin} data:`,
    `connect-src ${origin}`,
    `worker-src blob:`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="tilework-grader" content="${origin}${query.get('grader') ?? '/grader.js'}">
<link rel="stylesheet" href="${origin}/theme.css?theme=${query.get('theme') ?? 'dark'}">
<link rel="stylesheet" href="${origin}/panel.css">
<title>Tilework</title>
</head>
<body class="${theme.class}" data-vscode-theme-kind="${theme.kind}">
<script nonce="${nonce}" src="${origin}/host.js"></script>
<script nonce="${nonce}" type="module" src="${origin}/panel.js"></script>
</body>
</html>`;
}

/** Runs in the page, as text: the extension host as far as the panel can tell. */
function fakeHost() {
  const query = new URL(location.href).searchParams;
  const id = query.get('exercise') ?? 'E01';
  const letters = [];
  const waiting = new Map();
  let next = 1;
  let run = 0;
  let passed = '';
  const learner = {
    ...{ passed: false, editedSince: false, hintsShown: 0, gaveUp: false, runOnSave: true },
    fileName: `${id.toLowerCase()}/kernel.wgsl`,
    next: { id: 'E02', title: 'Polynomial by grid stride' },
  };
  const send = (letter) => window.postMessage(letter, '*');
  const event = (name, body) => send({ kind: 'event', name, body });
  const ask = (name, body) =>
    new Promise((resolve, reject) => {
      const at = next++;
      waiting.set(at, { resolve, reject });
      send({ kind: 'request', id: at, name, body });
    });
  const fetchText = async (path) => (await fetch(`/exercise/${id}/${path}`)).text();
  async function gradeSource(source) {
    const grade = await ask('grade', { run: ++run, source });
    if (grade.verdict === 'passed') {
      passed = source;
      host.learner({ passed: true, editedSince: false });
    }
    if (grade.verdict !== 'passed' && learner.passed) host.learner({ editedSince: true });
    return grade;
  }
  const host = {
    letters,
    ask,
    event,
    grade: gradeSource,
    gradeFile: async (path) => gradeSource(await fetchText(path)),
    learner: (patch) => event('learner', Object.assign(learner, patch)),
  };
  window.tileworkHost = host;
  const replies = {
    hint: () => {
      learner.hintsShown += 1;
      host.learner({});
      return { shown: learner.hintsShown };
    },
    reset: () => ({ done: true }),
    solution: () => ({ opened: true }),
    candidates: async () => {
      const { measured } = JSON.parse(await fetchText('exercise.json'));
      const candidates = [{ who: 'yours', says: 'your kernel', source: passed }];
      for (const who of ['naive', 'tuned'].filter((name) => measured[name] !== undefined)) {
        const { file, ...rest } = measured[who];
        candidates.push({ who, source: await fetchText(file), ...rest });
      }
      return { candidates, known: {} };
    },
  };
  async function hear(letter) {
    letters.push(letter);
    if (letter.kind === 'event' && letter.name === 'ready') {
      const exercise = JSON.parse(await fetchText('exercise.json'));
      event('show', { exercise, statement: await fetchText('statement.md'), learner });
      performance.mark('shown');
    } else if (letter.kind === 'event' && letter.name === 'predict') {
      const { predict } = JSON.parse(await fetchText('exercise.json'));
      host.learner({ predicted: predict.options[letter.body.choice] });
    } else if (letter.kind === 'event' && letter.name === 'runPressed') {
      void host.gradeFile(query.get('source') ?? 'starter.wgsl');
    } else if (letter.kind === 'request') {
      send({ kind: 'reply', id: letter.id, body: await replies[letter.name]() });
    } else if (letter.kind === 'reply') waiting.get(letter.id)?.resolve(letter.body);
    else if (letter.kind === 'refusal') waiting.get(letter.id)?.reject(new Error(letter.problem));
    else console.log('the panel says', JSON.stringify(letter));
  }
  let kept;
  window.acquireVsCodeApi = () => ({
    // A message is a copy on the real wire: what cannot be copied must fail here too.
    postMessage: (letter) => void hear(structuredClone(letter)),
    getState: () => kept,
    setState: (state) => {
      kept = structuredClone(state);
    },
  });
}

async function answer(request, folder) {
  const url = new URL(request.url, 'http://localhost');
  const origin = `http://${request.headers.host}`;
  if (url.pathname === '/') return ['text/html; charset=utf-8', page(origin, url.searchParams)];
  if (url.pathname === '/theme.css') {
    return ['text/css', themeStyle(themes[url.searchParams.get('theme')] ?? themes.dark)];
  }
  if (url.pathname === '/favicon.ico') return ['image/x-icon', ''];
  if (url.pathname === '/host.js') return ['text/javascript', `(${fakeHost})()`];
  const type = types[extname(url.pathname)] ?? 'application/octet-stream';
  const path = normalize(decodeURIComponent(url.pathname));
  const exercise = /^\/exercise\/([A-Za-z0-9]+)\/(.*)$/.exec(path);
  if (exercise !== null)
    return [type, await readFile(join(await folderOf(exercise[1]), exercise[2]))];
  if (path.startsWith('/support/')) return [type, await readFile(join(root, 'test', path))];
  return [type, await readFile(join(folder, path))];
}

/** Bundles and serves the panel; resolves to its address. */
export async function servePanel({ port = 0, minify = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tilework-panel-'));
  const metafiles = await buildPanel(folder, { minify });
  const server = createServer((request, response) => {
    answer(request, folder).then(
      ([type, body]) => {
        response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
        response.end(body);
      },
      (error) => {
        response.writeHead(404, { 'content-type': 'text/plain' });
        response.end(error.message);
      },
    );
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    folder,
    metafiles,
    close: () => server.close(),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await servePanel({ port: Number(process.env.PORT ?? 5180), minify: false });
  console.log(`${url}?exercise=E06&theme=dark&source=starter.wgsl`);
}

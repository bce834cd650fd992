// Pictures of the panel in its states, themes and widths: `node test/support/panel-shots.mjs [name…]` writes them to
// artifacts/panel/ and says what the page complained about.
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { servePanel } from './panel-page.mjs';

const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];
const withGpu = [...quiet, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

const grade = (path) => (page) =>
  page.evaluate(
    (file) => window.tileworkHost.gradeFile(file).then((g) => [g.verdict, g.title]),
    path,
  );
const gradeText = (text) => (page) =>
  page.evaluate(
    (source) => window.tileworkHost.grade(source).then((g) => [g.verdict, g.title]),
    text,
  );

/** Each state: what the address asks for, and what is done before the picture is taken. */
const states = {
  before: { query: 'exercise=E01', act: async () => undefined },
  passed: { query: 'exercise=E06', act: grade('solution.wgsl') },
  foretold: {
    query: 'exercise=E10',
    act: async (page) => {
      await page.getByRole('button', { name: '255' }).click();
      const verdict = await grade('solution.wgsl')(page);
      await page.getByRole('heading', { name: 'What to notice' }).waitFor();
      return verdict;
    },
  },
  measured: {
    query: 'exercise=E03',
    act: async (page) => {
      const verdict = await grade('solution.wgsl')(page);
      await page.getByRole('button', { name: 'Measure' }).click();
      await page.getByRole('button', { name: 'Measure again' }).waitFor({ timeout: 60_000 });
      await page.getByRole('heading', { name: 'How fast it is' }).scrollIntoViewIfNeeded();
      return verdict;
    },
  },
  failed: {
    query: 'exercise=E06',
    act: async (page) => {
      const verdict = await grade(process.env.MUTANT ?? 'starter.wgsl')(page);
      await page.getByRole('option', { name: /31 × 33/ }).click();
      return verdict;
    },
  },
  table: {
    query: 'exercise=E06',
    act: async (page) => {
      const verdict = await grade(process.env.MUTANT ?? 'starter.wgsl')(page);
      await page.getByRole('option', { name: /31 × 33/ }).click();
      await page.locator('.stage').focus();
      for (const key of ['n', 'ArrowDown', 'PageDown', 'ArrowRight', 't'])
        await page.keyboard.press(key);
      return verdict;
    },
  },
  vector: { query: 'exercise=E01', act: grade('mutants/literal-64.wgsl') },
  hints: {
    query: 'exercise=E01',
    act: async (page) => {
      await page.getByText('Hint 1 of').click();
      await page.getByText('Hint 2 of').click();
    },
  },
  planes: {
    query: 'exercise=L06',
    act: async (page) => {
      const verdict = await grade(process.env.LAB_MUTANT ?? 'starter.wgsl')(page);
      await page.locator('.evidence-grid').scrollIntoViewIfNeeded();
      return verdict;
    },
  },
  flow: {
    query: 'exercise=L09',
    act: async (page) => {
      const verdict = await grade(process.env.FLOW_MUTANT ?? 'mutants/eps-left-out.wgsl')(page);
      await page.getByRole('button', { name: /kept in t/ }).press('Enter');
      await page.locator('.flow .three').waitFor();
      await page.locator('.flow').scrollIntoViewIfNeeded();
      return verdict;
    },
  },
  flowbefore: {
    query: 'exercise=L09',
    act: async (page) => {
      await page.getByRole('button', { name: /^x, / }).press('Enter');
      await page.locator('.flow .three').waitFor();
    },
  },
  rejected: {
    query: 'exercise=E06',
    act: gradeText(`struct P { rows: u32, cols: u32 }
@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> t: array<f32>;
override W: u32 = 16; override H: u32 = 16;
@compute @workgroup_size(W, H)
fn main(@builtin(global_invocation_id) gid: vec3<u32>) {
  let i: i32 = gid.x;
  t[gid.x * p.rows + gid.y] = a[gid.y * p.colls + gid.x];
}
`),
  },
  noadapter: { query: 'exercise=E01', gpu: false, act: grade('solution.wgsl') },
  running: {
    query: 'exercise=E06&grader=/support/slow-grader.js',
    act: async (page) => {
      await page.evaluate(() => void window.tileworkHost.gradeFile('starter.wgsl'));
      await page.waitForTimeout(500);
    },
  },
};

const wanted = process.argv.slice(2);
const { url, close } = await servePanel();
await mkdir('artifacts/panel', { recursive: true });
for (const gpu of [true, false]) {
  const chosen = Object.entries(states).filter(
    ([name, state]) =>
      (state.gpu ?? true) === gpu && (wanted.length === 0 || wanted.includes(name)),
  );
  if (chosen.length === 0) continue;
  const browser = await chromium.launch({ executablePath, args: gpu ? withGpu : quiet });
  for (const [name, state] of chosen) {
    for (const theme of ['dark', 'light', 'hc']) {
      for (const width of [780, 360]) {
        const page = await browser.newPage({
          viewport: { width, height: width < 500 ? 1500 : 900 },
        });
        const complaints = [];
        page.on('console', (message) => {
          if (message.type() === 'error') complaints.push(message.text());
        });
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(`${url}?${state.query}&theme=${theme}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForTimeout(300);
        const said = await state.act(page);
        await page.waitForTimeout(400);
        await page.screenshot({ path: `artifacts/panel/${name}-${theme}-${width}.png` });
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        console.log(
          name,
          theme,
          width,
          said ?? '',
          sideways > 0 ? `SCROLLS SIDEWAYS BY ${sideways}` : '',
          complaints.join(' | '),
        );
        await page.close();
      }
    }
  }
  await browser.close();
}
close();

// `npm run bench:peers`: each lab's kernels beside the same operator of TensorFlow.js and ONNX Runtime Web.
//   --gpu          the machine's own GPU, and not SwiftShader
//   --node         in Node on Dawn: TensorFlow.js alone, for a machine without a browser
//   --only L07,L08 these labs
//   --rounds 5     how often each is timed
//   --write        puts the table into docs/performance.md
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { driverEnvironment } from '../../../src/cli/supervisor';
import { swiftShaderDriver } from '../../../src/cli/swiftshader';
import { adapterName } from '../../../src/core/grade/adapter-name';
import { folders, kernel, root } from '../../support/kernels';
import { openChromium } from './in-chromium';
import { openNode } from './in-node';
import type { Lab, LabResult } from './measure-lab';
import type { Opened } from './opened';
import { reportOf, withSection } from './report';

const { values: flags } = parseArgs({
  options: {
    gpu: { type: 'boolean', default: false },
    node: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
  },
});

/** The labs whose speed is a point: those with a tuned kernel. */
function labs(): Lab[] {
  const only = flags.only.split(',').filter((id) => id !== '');
  const all = folders.filter(({ exercise }) => exercise.id.startsWith('L'));
  return all.flatMap(({ exercise }): Lab[] => {
    const { id, measured } = exercise;
    const wanted = only.length === 0 || only.includes(id);
    if (!wanted || measured?.tuned === undefined) return [];
    const naive = kernel(id, measured.naive.file);
    return [{ exercise, naive, tuned: kernel(id, measured.tuned.file) }];
  });
}

async function measureAll(opened: Opened): Promise<LabResult[]> {
  const results: LabResult[] = [];
  for (const lab of labs()) {
    process.stderr.write(`${lab.exercise.id} `);
    results.push(await opened.measure(lab, Number(flags.rounds)));
  }
  process.stderr.write('\n');
  return results;
}

/** What is wrong with the words on the command line, if anything is. */
function misused(): string | undefined {
  if (!(Number(flags.rounds) >= 1)) return '--rounds takes a number of at least 1';
  if (flags.write && flags.only !== '') return 'the table has all labs: leave --only out';
  return undefined;
}

async function main(): Promise<number> {
  const wrong = misused();
  if (wrong !== undefined) {
    process.stderr.write(`${wrong}\n`);
    return 2;
  }
  const opened = flags.node ? await openNode() : await openChromium(!flags.gpu);
  if (typeof opened === 'string') {
    process.stderr.write(`There is no adapter here: ${opened}\n`);
    return 1;
  }
  try {
    if (flags.gpu && opened.adapter.software) {
      process.stderr.write(
        `There is no GPU here: ${adapterName(opened.adapter)} is a processor.\n`,
      );
      return 1;
    }
    const results = await measureAll(opened);
    const report = reportOf(results);
    const day = new Date().toISOString().slice(0, 10);
    const heading = `${adapterName(opened.adapter)}, ${opened.where}, ${day}`;
    process.stdout.write(`${heading}\n\n${report}\n`);
    if (flags.write) {
      const file = join(root, 'docs/performance.md');
      writeFileSync(file, withSection(readFileSync(file, 'utf8'), heading, report));
    }
    return results.some(({ problems }) => problems['tuned'] !== undefined) ? 1 : 0;
  } finally {
    await opened.close();
  }
}

/** The Vulkan loader looks for its driver when a process starts, so SwiftShader is named to a new one. */
function onSwiftShader(): number {
  const driver = swiftShaderDriver();
  if (driver === undefined) {
    process.stderr.write('There is no SwiftShader here: install Chromium, or say --gpu.\n');
    return 1;
  }
  const env = { ...process.env, ...driverEnvironment(driver), TILEWORK_BENCH_DRIVER: driver };
  const script = fileURLToPath(import.meta.url);
  const again = spawnSync(process.execPath, [script, ...process.argv.slice(2)], {
    ...{ env, stdio: 'inherit' },
  });
  return again.status ?? 1;
}

const restart = flags.node && !flags.gpu && process.env['TILEWORK_BENCH_DRIVER'] === undefined;
process.exit(restart ? onSwiftShader() : await main());

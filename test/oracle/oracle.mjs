/**
 * `npm run oracle`: makes the PyTorch fixtures anew in a temporary folder and compares them with the committed
 * ones. `npm run oracle -- --write` puts the new ones in their place. Exit 0: the same; 1: they differ; 2: there
 * is no Python with PyTorch, or it failed.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const committed = join(here, 'fixtures');

/** f64 results differ between PyTorch builds by the order of sums alone; f32 ones by as much more. */
const tolerances = { float64: 1e-12, float32: 1e-5, patterns: 0 };

/** Counts of torchvision's networks, in a folder of their own since no tensors belong to them. */
const networks = join('networks', 'torchvision.json');

/** The first Python that can import PyTorch; a version manager's may hide the system's, which has it. */
function findPython() {
  return ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', 'import numpy, torch, torchvision']).status === 0,
  );
}

function makeFixtures(folder) {
  const python = findPython();
  if (python === undefined) {
    console.error(
      'No python3 with PyTorch and torchvision was found. Install them: apt-get install python3-torch python3-torchvision',
    );
    return false;
  }
  mkdirSync(join(folder, 'networks'), { recursive: true });
  return (
    runPython(python, 'make_fixtures.py', folder) &&
    runPython(python, 'networks.py', join(folder, networks))
  );
}

function runPython(python, script, argument) {
  const run = spawnSync(python, [join(here, script), argument], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // Compiled Python beside the sources would be litter in the repository.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return run.status === 0;
}

function namesIn(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => file.slice(0, -'.json'.length)).sort();
}

function read(folder, name) {
  const bytes = readFileSync(join(folder, `${name}.bin`));
  const values = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  );
  return { entries: JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')), values };
}

/** The stored tensors of an entry, each with its kind: a precision, or the generator's bit patterns. */
function placesOf(entry) {
  const precisions = ['float64', 'float32'].flatMap((kind) =>
    Object.entries(entry[kind] ?? {}).map(([name, place]) => ({ kind, name, place })),
  );
  const patterns = entry.patterns === undefined ? [] : [entry.patterns];
  return [
    ...precisions,
    ...patterns.map((place) => ({ kind: 'patterns', name: 'patterns', place })),
  ];
}

/** An entry without the numbers that PyTorch computed: this much must be equal to the letter. */
function descriptionOf(entry) {
  return JSON.stringify(entry, (key, value) =>
    key === 'sum' || key === 'largest' ? undefined : value,
  );
}

/** The largest difference of a stored tensor, in units of its largest value. */
function distance(place, old, fresh) {
  const count = Math.ceil(place.length / place.step);
  const scale = place.largest || 1;
  let worst = 0;
  for (let i = place.offset; i < place.offset + count; i++) {
    // NaN stands where a block writes nothing: there it must be on both sides.
    if (Number.isNaN(old[i]) && Number.isNaN(fresh[i])) continue;
    worst = Math.max(worst, Math.abs(old[i] - fresh[i]) / scale);
  }
  return worst;
}

function compareEntry(label, [old, oldValues], [fresh, freshValues]) {
  if (descriptionOf(old) !== descriptionOf(fresh)) return [`${label}: the case itself has changed`];
  const freshPlaces = placesOf(fresh);
  return placesOf(old).flatMap(({ kind, name, place }, i) => {
    const value = distance(place, oldValues, freshValues);
    const other = freshPlaces[i].place;
    const sum =
      Math.abs(place.sum - other.sum) / ((place.largest || 1) * Math.max(1, place.length));
    const worst = Math.max(value, sum);
    // NaN is not <= anything, so it counts as a difference.
    if (worst <= tolerances[kind]) return [];
    return [
      `${label}: ${name} (${kind}) differs by ${worst.toExponential(2)} of its largest value`,
    ];
  });
}

function compareFile(name, folder) {
  const old = read(committed, name);
  const fresh = read(folder, name);
  if (old.entries.length !== fresh.entries.length) {
    return [
      `${name}: ${old.entries.length} cases are committed, ${fresh.entries.length} were made`,
    ];
  }
  return old.entries.flatMap((entry, i) =>
    compareEntry(
      `${name} case ${i} (${entry.family} ${JSON.stringify(entry.parameters ?? entry.seed)})`,
      [entry, old.values],
      [fresh.entries[i], fresh.values],
    ),
  );
}

/** Counts are whole numbers: they are equal or not. */
function compareNetworks(folder) {
  const [old, fresh] = [committed, folder].map((from) =>
    JSON.parse(readFileSync(join(from, networks), 'utf8')).map((entry) => JSON.stringify(entry)),
  );
  const gone = old.filter((entry) => !fresh.includes(entry));
  const come = fresh.filter((entry) => !old.includes(entry));
  return [
    ...gone.map((entry) => `${networks}: committed, and not made: ${entry}`),
    ...come.map((entry) => `${networks}: made, and not committed: ${entry}`),
  ];
}

function compareAll(folder) {
  const [old, fresh] = [namesIn(committed), namesIn(folder)];
  if (old.join() !== fresh.join())
    return [`committed are ${old.join()}; made were ${fresh.join()}`];
  return [...fresh.flatMap((name) => compareFile(name, folder)), ...compareNetworks(folder)];
}

function main() {
  const temporary = mkdtempSync(join(tmpdir(), 'tilework-oracle-'));
  // A folder of its own, since the temporary one is closed to everyone else and a copy would be, too.
  const folder = join(temporary, 'fixtures');
  try {
    if (!makeFixtures(folder)) return 2;
    if (process.argv.includes('--write')) {
      rmSync(committed, { recursive: true, force: true });
      cpSync(folder, committed, { recursive: true });
      console.log(`Wrote ${committed}.`);
      return 0;
    }
    const differences = compareAll(folder);
    for (const difference of differences) console.error(difference);
    if (differences.length === 0) console.log('PyTorch says the same as the committed fixtures.');
    return differences.length === 0 ? 0 : 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

process.exitCode = main();

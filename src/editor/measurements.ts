import * as vscode from 'vscode';
import type { Measured } from '../core/exercise/measured-schema';
import type { MeasureOrder } from '../core/measure/measure';
import type { Candidate } from '../core/measure/prepare';
import { type Measurement, measurementSchema } from '../core/measure/measurement';
import { adapterKey, type KnownSpeeds, knownSpeedsSchema } from '../core/measure/speeds';
import { sourceHash } from '../core/progress/hash';
import { progressOf } from '../core/progress/record';
import { storageKeys } from './ids';
import type { LearnerFiles } from './learner-files';
import { readPlan } from './learner-plan';
import type { Library } from './library';
import type { ProgressStore } from './progress-store';

/** What is timed, and what came of it. */
export interface Measurements {
  /** The learner's kernel and those beside it; rejects with the reason when it is not one that has passed. */
  readonly candidates: (id: string) => Promise<Omit<MeasureOrder, 'exercise'>>;
  /** What was measured last in this workspace. */
  readonly of: (id: string) => Measurement | undefined;
  readonly put: (id: string, measurement: Measurement) => Promise<void>;
}

interface Parts {
  readonly library: Library;
  readonly files: LearnerFiles;
  readonly progress: ProgressStore;
  /** Of this machine: how fast its devices are. */
  readonly globalState: vscode.Memento;
  /** Of this workspace: what was measured of its kernels. */
  readonly memory: vscode.Memento;
}

export function createMeasurements(parts: Parts): Measurements {
  const { globalState, memory } = parts;
  const known = (): KnownSpeeds => {
    const stored = knownSpeedsSchema.safeParse(globalState.get(storageKeys.deviceSpeeds));
    return stored.success ? stored.data : {};
  };
  const all = (): Readonly<Record<string, unknown>> => {
    const stored: unknown = memory.get(storageKeys.measurements);
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  };
  return {
    candidates: async (id) => ({ candidates: await candidatesOf(id, parts), known: known() }),
    of(id) {
      const stored = all();
      // One of another version of Tilework may have another form; the next takes its place.
      const parsed = measurementSchema.safeParse(
        Object.hasOwn(stored, id) ? stored[id] : undefined,
      );
      return parsed.success ? parsed.data : undefined;
    },
    async put(id, measurement) {
      if (measurement.exercise !== id) return;
      const { adapter, speeds } = measurement;
      await globalState.update(storageKeys.deviceSpeeds, {
        ...known(),
        [adapterKey(adapter)]: speeds,
      });
      await memory.update(storageKeys.measurements, { ...all(), [id]: measurement });
    },
  };
}

async function candidatesOf(id: string, parts: Parts): Promise<Candidate[]> {
  const { library, files, progress } = parts;
  if (!vscode.workspace.isTrusted) throw new Error('Kernels do not run in Restricted Mode.');
  const loaded = await library.load(id);
  const exercise = loaded.ok ? loaded.value.exercise : undefined;
  const measured = exercise?.measured;
  if (exercise === undefined || measured === undefined)
    throw new Error(`${id} has nothing to time.`);
  const document = await vscode.workspace.openTextDocument(files.where(id));
  const source = document.getText();
  if (progressOf(progress.current(), id).passedHash !== sourceHash(source)) {
    throw new Error(
      'Your file has changed since it passed: run it, and measure it when it is right.',
    );
  }
  const own = await readPlan(document.uri, exercise);
  const plan = own.kind === 'plan' ? { plan: own.plan } : {};
  const yours: Candidate = { who: 'yours', says: 'your kernel', source, ...plan };
  return [yours, ...(await besides(id, measured, library))];
}

/** The kernels that the exercise has for comparison. */
async function besides(id: string, measured: Measured, library: Library): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const who of ['naive', 'tuned'] as const) {
    const kernel = measured[who];
    const source = kernel && (await library.kernel(id, kernel.file.replace(/\.wgsl$/, '')));
    if (kernel === undefined || source === undefined) continue;
    const { says, plan } = kernel;
    found.push({ who, says, source, ...(plan === undefined ? {} : { plan }) });
  }
  return found;
}

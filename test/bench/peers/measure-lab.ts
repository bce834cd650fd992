// One lab against its peers, on whatever host: the same code in Chromium's page and in Node.
import { type Setting, poisonSeed, prepare, settingOf } from '../../../src/core/measure/prepare';
import type { Meter } from '../../../src/core/measure/meter';
import {
  firstWrong,
  type SampledReference,
  sampledReference,
} from '../../../src/core/measure/sampled';
import type { Exercise } from '../../../src/core/exercise/schema';
import { shapeLabel } from '../../../src/core/exercise/sizes';
import { asTensors } from '../../../src/core/grade/inputs';
import type { AdapterFacts } from '../../../src/core/grade/report';
import type { Contestant } from './contestant';
import { type Operator, operatorOf } from './operators';
import { type Entered, race } from './race';

/** A lab with the sources of its kernels. */
export interface Lab {
  readonly exercise: Exercise;
  readonly naive: string;
  readonly tuned: string;
}

/** An implementation, and how it gets ready. */
export interface Entrant {
  readonly who: string;
  readonly enter: (operator: Operator) => Promise<Contestant> | Contestant;
}

export interface Host {
  readonly adapter: AdapterFacts;
  readonly meter: Meter;
  readonly peers: readonly Entrant[];
  readonly now: () => number;
}

export interface LabResult {
  readonly id: string;
  readonly title: string;
  /** The shape that was timed, in words. */
  readonly label: string;
  /** Milliseconds by who: `naive`, `tuned`, and the peers. */
  readonly times: Readonly<Record<string, number>>;
  /** Who has no time, and why. */
  readonly problems: Readonly<Record<string, string>>;
}

/** Who computes nothing, or the wrong thing, has no time; the others are measured all the same. */
export async function measureLab(host: Host, lab: Lab, rounds: number): Promise<LabResult> {
  const { exercise } = lab;
  const result = { id: exercise.id, title: exercise.title };
  const setting = settingOf(exercise, host.adapter.software);
  if ('title' in setting) {
    return { ...result, label: '', times: {}, problems: { tuned: setting.title } };
  }
  const { block, names, shapes, inputs, parameters } = setting;
  const label = shapeLabel(exercise, parameters);
  const operator = operatorOf(block, names, asTensors(inputs));
  if (typeof operator === 'string') {
    return { ...result, label, times: {}, problems: { all: operator } };
  }
  const wanted = sampledReference(exercise, block, names, shapes, inputs);
  const own = (['naive', 'tuned'] as const).map((who): Entrant => {
    return { who, enter: () => ownKernel(host, setting, lab, who, operator.output) };
  });
  const entered: Entered[] = [];
  const problems: Record<string, string> = {};
  try {
    for (const { who, enter } of [...own, ...host.peers]) {
      try {
        const contestant = await enter(operator);
        entered.push({ who, contestant });
        const wrong = await problemOf(contestant, wanted, operator.output);
        if (wrong !== undefined) problems[who] = wrong;
      } catch (error) {
        problems[who] = error instanceof Error ? error.message : String(error);
      }
    }
    const right = entered.filter(({ who }) => problems[who] === undefined);
    return { ...result, label, times: await race(right, rounds, host.now), problems };
  } finally {
    for (const { contestant } of entered) await contestant.release();
  }
}

/** A kernel of the lab's folder, run by what times kernels in the product. */
async function ownKernel(
  { adapter, meter }: Host,
  setting: Setting,
  lab: Lab,
  who: 'naive' | 'tuned',
  output: string,
): Promise<Contestant> {
  const { says = '', plan } = setting.measured[who] ?? {};
  const prepared = prepare(setting, { who, says, source: lab[who], plan }, adapter);
  if ('title' in prepared) throw new Error(prepared.title);
  const job = await meter.load(lab[who], prepared.job, []);
  if (typeof job === 'string') throw new Error(job);
  return {
    async run(times) {
      const ran = await job.run(times);
      if (typeof ran === 'string') throw new Error(ran);
    },
    async output() {
      const made = (await job.outputs()).get(output);
      if (made === undefined) throw new Error(`the job has no output “${output}”`);
      return made;
    },
    release: () => job.release(),
  };
}

/** Runs it once and compares a seeded sample of what it made, with the bounds that the grader has. */
async function problemOf(
  contestant: Contestant,
  wanted: SampledReference,
  output: string,
): Promise<string | undefined> {
  await contestant.run(1);
  const wrong = firstWrong(wanted, new Map([[output, await contestant.output()]]), poisonSeed);
  if (wrong === undefined) return undefined;
  const { index, expected, got } = wrong;
  return `wrong at ${output}[${index.join(', ')}]: ${got}, where ${expected} is right`;
}

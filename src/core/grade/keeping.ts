import type { Exercise } from '../exercise/schema';
import type { Kept, KeptCase } from './kept';
import { type Known, knownTensor } from './known';
import { poison } from './poison';
import { type Picture, picture, planeOfFirstWrong, wrongByPlane } from './picture';

/** What is kept of the last run that was graded to its end, by case. Whoever ran the kernel keeps it. */
export interface Keeping {
  readonly run: number;
  readonly exercise: Exercise;
  readonly cases: ReadonlyMap<number, KeptCase>;
}

/** A plane of one tensor of a case; `first wrong` is the plane to look at first. */
export interface TensorOrder {
  readonly caseIndex: number;
  /** The number of an output, or the name that the picture of the dataflow has for a tensor. */
  readonly tensor: number | string;
  readonly plane: number | 'first wrong';
  readonly maxRows: number;
  readonly maxCols: number;
}

/** The same of a graded case. */
export interface PictureOrder extends TensorOrder {
  readonly run: number;
}

export interface PictureReply {
  readonly picture: Picture;
  /** Names of the tensors of the case, in the order in which they are numbered. */
  readonly tensors: readonly string[];
  readonly tensor: number;
  readonly shape: readonly number[];
  readonly wrongByPlane: Uint32Array;
  /** Two tensors held against each other; only what is expected, where there is no other; or an input. */
  readonly shows: 'both' | 'expected' | 'input';
}

/** The picture that is asked for; undefined when its tensors are not kept any more. */
export function pictureOf(keeping: Keeping, order: PictureOrder): PictureReply | undefined {
  const one = order.run === keeping.run ? keeping.cases.get(order.caseIndex) : undefined;
  if (one === undefined) return undefined;
  const { tensor } = order;
  if (typeof tensor === 'number') {
    const number = Math.min(tensor, one.outputs.length - 1);
    const kept = one.outputs[number];
    const names = one.outputs.map((output) => output.tensor);
    return kept && drawn(kept, order, { tensors: names, tensor: number, shows: 'both' });
  }
  return namedPicture(keeping.exercise, one, { ...order, tensor });
}

/** What is expected of a tensor before there was a run: for inputs of the control family. */
export function expectedPicture(exercise: Exercise, order: TensorOrder): PictureReply | undefined {
  const { caseIndex, tensor } = order;
  const family = exercise.families[0] ?? 'uniform';
  const known = knownTensor(exercise, caseIndex, family, String(tensor));
  return known && expectedOnly(known, { ...order, tensor: String(tensor) });
}

interface NamedOrder extends TensorOrder {
  readonly tensor: string;
}

/** An output as it was graded; else the temporary that the plan says it is, if it was read back. */
function namedPicture(
  exercise: Exercise,
  { outputs, temporaries, family }: KeptCase,
  order: NamedOrder,
): PictureReply | undefined {
  const { tensor, caseIndex } = order;
  const output = outputs.find((kept) => kept.tensor === tensor);
  if (output !== undefined) return drawn(output, order, alone(tensor, 'both'));
  const known = knownTensor(exercise, caseIndex, family, tensor);
  if (known === undefined) return undefined;
  const temporary = temporaries.find(({ is }) => is === tensor);
  if (temporary === undefined) return expectedOnly(known, order);
  const got = temporary.got.subarray(0, known.expected.length);
  return drawn({ ...known, ...temporary, got }, order, alone(temporary.tensor, 'both'));
}

/** Where there is nothing to compare with, what is expected stands for what was got. */
function expectedOnly(known: Known, order: NamedOrder): PictureReply {
  const got = Float32Array.from(known.expected, (value, i) =>
    Number.isNaN(value) ? poison(0, i) : value,
  );
  const bound = new Float64Array(got.length).fill(Infinity);
  const kept = { ...known, tensor: order.tensor, got, bound, poisonSeed: 0 };
  return drawn(kept, order, alone(order.tensor, known.given ? 'input' : 'expected'));
}

type Among = Pick<PictureReply, 'tensors' | 'tensor' | 'shows'>;

const alone = (name: string, shows: Among['shows']): Among => ({
  ...{ tensors: [name], tensor: 0, shows },
});

function drawn(kept: Kept, { plane, maxRows, maxCols }: TensorOrder, among: Among): PictureReply {
  const at = plane === 'first wrong' ? planeOfFirstWrong(kept) : plane;
  return {
    ...among,
    picture: picture(kept, at, maxRows, maxCols),
    shape: kept.shape,
    wrongByPlane: wrongByPlane(kept),
  };
}

import { buildGraph, type Builder } from '../../graph/builder';
import type { Built, Value } from '../../graph/draft';
import type { Graph } from '../../graph/graph';
import type { Options, Values, ValuesOf } from '../options';
import type { Published } from '../published';

/** A whole network of the syllabus: what may be chosen, what was published, and how its graph is described. */
export interface Network {
  /** torchvision's spelling where it has the network, else the same style. */
  readonly name: string;
  readonly title: string;
  /** The paper, by the id that the syllabus gives it. */
  readonly paper: string;
  readonly options: Options;
  readonly published: readonly Published[];
  /** What a reader of the table should know. */
  readonly notes: readonly string[];
  /** Absent where every weight is an f32. */
  readonly storage?: Storage;
  /** Counts that weights of kinds of operations cannot say (`graph/conventions.ts`). */
  readonly counts?: readonly OwnCount[];
  /** The graph of one image, with sections that are the rows of its table; the values must be legal. */
  build(values: Values): Built;
}

/** How a compressed network keeps its weights. */
export interface Storage {
  readonly rule: string;
  readonly bytes: (graph: Graph) => number;
}

/** How the paper of one network counts its operations. */
export interface OwnCount {
  readonly convention: string;
  readonly word: string;
  readonly source: string;
  readonly count: (graph: Graph) => number;
}

interface Described<O extends Options> extends Omit<Network, 'options' | 'notes' | 'build'> {
  readonly options: O;
  readonly notes?: readonly string[];
  readonly describe: (g: Builder, values: ValuesOf<O>) => Readonly<Record<string, Value>>;
}

/** Makes a network of its description. */
export function network<O extends Options>({
  describe,
  notes = [],
  ...rest
}: Described<O>): Network {
  return {
    ...rest,
    notes,
    // `chosen` fills in and checks every option that the network has, so that none is missing here.
    build: (values) => buildGraph((g) => describe(g, values as ValuesOf<O>)),
  };
}

/** One picture of three colours. */
export function picture(g: Builder, resolution: number): Value {
  return g.input('x', [1, 3, resolution, resolution]);
}

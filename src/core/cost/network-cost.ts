import { type Convention, conventions, counted } from '../graph/conventions';
import {
  costOf,
  type LayerCost,
  layerCosts,
  operationsOf,
  type SectionCost,
  sectionCosts,
  weightBytes,
} from '../graph/cost';
import { type Graph, nodeAt } from '../graph/graph';
import type { Operations } from '../graph/layer';
import { type ReceptiveField, receptiveFields } from '../graph/receptive-field';
import { energyModel, energyOf, energyTable } from './energy';
import type { Network } from './networks/network';
import { chosen, type Values } from './options';
import { agrees } from './published';
import { costFormatVersion, type NetworkCost } from './report';

export type Costed =
  | { readonly ok: true; readonly cost: NetworkCost }
  | { readonly ok: false; readonly problem: string };

/** What a network costs with these options, or which option is not legal and what would be. */
export function networkCost(network: Network, asked: Values, everyLayer = false): Costed {
  const picked = chosen(network.name, network.options, asked);
  if (!picked.ok) return picked;
  const built = network.build(picked.values);
  if (!built.ok) return { ok: false, problem: unfit(network, picked.values, built.problem) };
  const { graph } = built;
  const { parameters, multiplyAdds, peakActivationBytes } = costOf(graph);
  const operations = operationsOf(graph);
  const { storage, notes } = network;
  const stored = storage?.bytes(graph) ?? weightBytes(graph);
  const cost: NetworkCost = {
    ...{ formatVersion: costFormatVersion, network: network.name, title: network.title },
    ...{ paper: network.paper, options: { ...picked.values } },
    ...{
      parameters,
      macs: multiplyAdds,
      counts: countsOf(network, graph, operations),
      weightBytes: stored,
    },
    ...(storage === undefined ? {} : { storage: storage.rule }),
    ...{ peakActivationBytes, receptiveField: fieldOfLastMap(graph) },
    energy: energyReport(graph, multiplyAdds, stored),
    sections: sectionCosts(graph).map((section) => rowOf(section)),
    ...(everyLayer ? { layers: layerCosts(graph).map((layer) => layerRow(layer)) } : {}),
    published: figuresFor(network, picked.values, { parameters, operations }),
    notes: [...notes],
  };
  return { ok: true, cost };
}

function energyReport(graph: Graph, macs: number, stored: number): NetworkCost['energy'] {
  const { source, fromMemory } = energyTable;
  const used = fromMemory.filter((name) => name === 'cache1MiB' || name === 'dram');
  return { model: energyModel, source, fromMemory: used, ...energyOf(graph, macs, stored) };
}

/** The layers do not fit together, which the defaults do. */
function unfit({ name, options }: Network, values: Values, problem: string): string {
  const asked = Object.entries(values).map(([option, value]) => `${option} ${value}`);
  const usual = Object.entries(options).map(([option, { default: fits }]) => `--${option} ${fits}`);
  return `${name} does not go with ${asked.join(', ')}: ${problem}. Its defaults fit: ${usual.join(' ')}`;
}

function rowOf({ label, shape, parameters, operations }: SectionCost): NetworkCost['sections'][0] {
  return { label, shape: shape.slice(1), parameters, macs: operations.multiplyAdds ?? 0 };
}

function layerRow(layer: LayerCost): NonNullable<NetworkCost['layers']>[0] {
  const { name, kind, section } = layer;
  return { name, kind, ...rowOf(layer), ...(section === undefined ? {} : { section }) };
}

/** The operations as sources count them that do not count plain multiply-adds. */
function countsOf(
  { counts = [] }: Network,
  graph: Graph,
  operations: Operations,
): NetworkCost['counts'] {
  const shared = conventions
    .filter(({ id }) => id !== usual)
    .map((convention) => {
      const { id, word, source } = convention;
      return { convention: id, word, source, count: counted(operations, convention) };
    });
  return [...shared, ...counts.map(({ count: own, ...rest }) => ({ ...rest, count: own(graph) }))];
}

const usual = 'multiply-adds';

/** The published figures that were printed for these options, each beside what the layers come to. */
function figuresFor(
  { options, published }: Network,
  values: Values,
  { parameters, operations }: { readonly parameters: number; readonly operations: Operations },
): NetworkCost['published'] {
  return published
    .filter(({ at = {} }) =>
      Object.entries(options).every(
        ([name, option]) =>
          values[name as keyof Values] === (at[name as keyof Values] ?? option.default),
      ),
    )
    .map(({ quantity, printed, source, convention = usual, reason, fromMemory }) => {
      const ours = quantity === 'parameters' ? parameters : count(operations, convention);
      return {
        ...{ quantity, printed, source, convention, ours, agrees: agrees(ours, printed) },
        ...(reason === undefined ? {} : { reason }),
        ...(fromMemory === undefined ? {} : { fromMemory }),
      };
    });
}

function count(operations: Operations, id: string): number {
  const convention = conventions.find((one: Convention) => one.id === id);
  return convention === undefined ? 0 : counted(operations, convention);
}

/** Layers behind the last map: they see all of it. */
const afterMaps = new Set(['linear', 'relu', 'dropout', 'softmax', 'batch-norm']);
const collapsing = new Set(['global-average-pool', 'adaptive-average-pool', 'flatten']);

/** What a position of the last map sees, before pooling or linear layers look at all of it. */
function fieldOfLastMap(graph: Graph): { size: [number, number]; stride: [number, number] } {
  const [output = 0] = Object.values(graph.outputs);
  let place = output;
  let last = output;
  for (;;) {
    const { layer, inputs } = nodeAt(graph, place);
    const [from] = inputs;
    if (from === undefined) break;
    if (collapsing.has(layer.kind)) last = from;
    else if (!afterMaps.has(layer.kind)) break;
    place = from;
  }
  const { size, stride }: ReceptiveField = receptiveFields(graph)[last] ?? {
    size: [1, 1],
    stride: [1, 1],
  };
  return { size: [...size], stride: [...stride] };
}

import { findNetwork } from '../core/cost/find';
import { networkCost } from '../core/cost/network-cost';
import { networks } from '../core/cost/networks';
import { type OptionName, optionNames, type Values } from '../core/cost/options';
import { costText, networksText } from './cost-text';
import type { Flags } from './flags';

/** `tilework cost`: the layer table and totals of a network, or the networks that there are. */
export function cost(subject: string | undefined, flags: Flags): Promise<number> {
  return Promise.resolve(subject === undefined ? listNetworks(flags.json) : show(subject, flags));
}

function show(subject: string, flags: Flags): number {
  const found = findNetwork(subject);
  if (!found.ok) return complain(`${found.problem}\n\n${networksText(networks)}`);
  const costed = networkCost(found.network, valuesOf(flags), flags.layers);
  if (!costed.ok) return complain(`${costed.problem}\n`);
  process.stdout.write(flags.json ? json(costed.cost) : costText(costed.cost));
  return 0;
}

function listNetworks(asJson: boolean): number {
  const entries = networks.map(({ name, title, paper, options }) => ({
    ...{ name, title, paper, options },
  }));
  process.stdout.write(
    asJson ? json({ formatVersion: 1, networks: entries }) : networksText(networks),
  );
  return 0;
}

/** The options that were given; what is meant as a number and is none stays a word, and is refused as such. */
function valuesOf(flags: Flags): Values {
  const given = optionNames.flatMap((name): [OptionName, number | string][] => {
    const word = flags[name];
    if (word === undefined) return [];
    const number = Number(word);
    return [[name, word.trim() === '' || Number.isNaN(number) ? word : number]];
  });
  return Object.fromEntries(given);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function complain(message: string): number {
  process.stderr.write(`tilework: ${message}`);
  return 3;
}

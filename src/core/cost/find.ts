import { nearest } from '../exercise/nearest';
import { networks } from './networks';
import type { Network } from './networks/network';

export type Found =
  | { readonly ok: true; readonly network: Network }
  | { readonly ok: false; readonly problem: string };

/** A network by its name, in small or large letters, with - or _; else the name that was probably meant. */
export function findNetwork(asked: string): Found {
  const plain = asked.toLowerCase().replaceAll('-', '_');
  const network = networks.find(({ name }) => name === plain);
  if (network !== undefined) return { ok: true, network };
  const meant = nearest(
    plain,
    networks.map(({ name }) => name),
  );
  const hint = meant === undefined ? '' : `: did you mean “${meant}”?`;
  return { ok: false, problem: `there is no network “${asked}”${hint}` };
}

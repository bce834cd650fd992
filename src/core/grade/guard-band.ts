import type { GuardHit } from './diagnose/evidence';
import { canary } from './inputs';
import type { Elements } from './kept';

/** What a kernel has changed behind the `length` elements of a tensor. */
export function guardHit(
  tensor: string,
  binding: number,
  all: Elements,
  length: number,
): GuardHit | undefined {
  // Bits are compared, since an integer buffer holds the canary's bit pattern.
  const [pattern = 0] = new Uint32Array(new Float32Array([canary(binding)]).buffer);
  const words = new Uint32Array(all.buffer, all.byteOffset, all.length);
  let at = -1;
  let hits = 0;
  for (let i = Math.max(length, 0); i < words.length; i++) {
    if (words[i] === pattern) continue;
    if (at < 0) at = i;
    hits++;
  }
  return hits === 0 ? undefined : { tensor, at, length, hits };
}

import type { GuardHit } from './diagnose/evidence';
import { canary, guardElements } from './inputs';
import type { Elements } from './kept';
import type { Job } from './runner';

/**
 * What a kernel has changed behind the `length` elements of a tensor.
 * @param band what was read back of it behind them
 */
export function guardHit(
  tensor: string,
  binding: number,
  band: Elements,
  length: number,
): GuardHit | undefined {
  // Bits are compared, since an integer buffer holds the canary's bit pattern.
  const [pattern = 0] = new Uint32Array(new Float32Array([canary(binding)]).buffer);
  const words = new Uint32Array(band.buffer, band.byteOffset, band.length);
  const first = words.findIndex((word) => word !== pattern);
  if (first < 0) return undefined;
  const hits = words.reduce((sum, word) => sum + Number(word !== pattern), 0);
  return { tensor, at: length + first, length, hits };
}

/** What a kernel has changed behind the temporaries and tallies of a guarded trial. */
export function hitsBehind(
  slots: readonly { readonly name: string; readonly binding: number }[],
  { buffers }: Job,
  got: ReadonlyMap<string, Elements>,
): GuardHit[] {
  return slots.flatMap(({ name, binding }) => {
    const made = buffers.find((buffer) => buffer.name === name);
    const read = got.get(name);
    if (made === undefined || read === undefined) return [];
    const length = made.contents.length - guardElements;
    return guardHit(name, binding, read.subarray(length - (made.readFrom ?? 0)), length) ?? [];
  });
}

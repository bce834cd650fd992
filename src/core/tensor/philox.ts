/** Four words of 32 bits. */
export type Four = readonly [number, number, number, number];

const firstFactor = 0xd2511f53;
const secondFactor = 0xcd9e8d57;
const firstStep = 0x9e3779b9;
const secondStep = 0xbb67ae85;

/** The upper 32 bits of a product of two words, by their halves: a product of halves fits a double. */
function upper(a: number, b: number): number {
  const [aHigh, aLow] = [a >>> 16, a & 0xffff];
  const [bHigh, bLow] = [b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * Philox4x32-10, a counter-based generator (Salmon et al. 2011, Parallel Random Numbers: As Easy as
 * 1, 2, 3, section 3): four random words for a counter of four and a key of two. Kernels make the
 * same words, because each depends on its counter alone.
 */
export function philox(counter: Four, key: readonly [number, number]): Four {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let turn = 0; turn < 10; turn++) {
    const [high0, low0] = [upper(firstFactor, c0), Math.imul(firstFactor, c0)];
    const [high1, low1] = [upper(secondFactor, c2), Math.imul(secondFactor, c2)];
    [c0, c1, c2, c3] = [high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0];
    [k0, k1] = [(k0 + firstStep) | 0, (k1 + secondStep) | 0];
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

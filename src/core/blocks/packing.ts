/**
 * Small whole numbers in words of 32 bits, the first number in the lowest bits, as a kernel finds
 * them in a u32. Words are numbers from 0 to 2^32 - 1.
 */

/** How many words hold `length` numbers of `width` bits each; a width divides 32. */
export function wordsFor(length: number, width: number): number {
  return Math.ceil((length * width) / 32);
}

/** Number `i` of a packed array. */
export function unpackAt(words: Float64Array, width: number, i: number): number {
  const perWord = 32 / width;
  const word = words[Math.floor(i / perWord)] ?? 0;
  return (word >>> (width * (i % perWord))) & (2 ** width - 1);
}

/** Packs numbers of `width` bits; what is left of the last word is 0. Negative ones keep their lowest bits. */
export function pack(values: ArrayLike<number>, width: number): Float64Array {
  const words = new Uint32Array(wordsFor(values.length, width));
  const perWord = 32 / width;
  for (let i = 0; i < values.length; i++) {
    const at = Math.floor(i / perWord);
    const bits = (values[i] ?? 0) & (2 ** width - 1);
    words[at] = (words[at] ?? 0) | (bits << (width * (i % perWord)));
  }
  return Float64Array.from(words);
}

/** How many bits of a word are 1: neighbours are added, then pairs, then nibbles, then bytes. */
export function countOneBits(word: number): number {
  let sums = word - ((word >>> 1) & 0x55555555);
  sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333);
  sums = (sums + (sums >>> 4)) & 0x0f0f0f0f;
  return Math.imul(sums, 0x01010101) >>> 24;
}

/** The bits of the last word that `length` bits use. */
export function lastMask(length: number): number {
  const rest = length % 32;
  return rest === 0 ? 0xffffffff : 2 ** rest - 1;
}

import { bitsAt } from './arrange';
import type { Block, Misreading, Tensors } from './block';
import { need, tensor, unfit } from './need';

/** A subtree: how often its symbols occur, and which they are. */
interface Node {
  readonly weight: number;
  readonly symbols: readonly number[];
}

function take(leaves: Node[], joined: Node[]): Node {
  const [leaf, node] = [leaves[0], joined[0]];
  // Of equal weights the leaf comes first: the code is then the flattest of the shortest ones.
  const fromLeaves = leaf !== undefined && (node === undefined || leaf.weight <= node.weight);
  const taken = fromLeaves ? leaves.shift() : joined.shift();
  return taken ?? { weight: 0, symbols: [] };
}

/**
 * Lengths of Huffman's code, in bits: 0 for a symbol that never occurs, and 1 for one that is alone.
 * Leaves and joined nodes both come in rising order, so two queues do what a heap would.
 */
export function codeLengths(counts: Float64Array): Float64Array {
  const lengths = new Float64Array(counts.length);
  const leaves = [...counts]
    .map((weight, symbol) => ({ weight, symbols: [symbol] }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => a.weight - b.weight);
  if (leaves.length === 1) lengths[leaves[0]?.symbols[0] ?? 0] = 1;
  const joined: Node[] = [];
  while (leaves.length + joined.length > 1) {
    const [a, b] = [take(leaves, joined), take(leaves, joined)];
    const symbols = [...a.symbols, ...b.symbols];
    for (const symbol of symbols) lengths[symbol] = (lengths[symbol] ?? 0) + 1;
    joined.push({ weight: a.weight + b.weight, symbols });
  }
  return lengths;
}

/** Symbols that have a code, shorter codes first, and equally long ones by symbol. */
function canonicalOrder(lengths: Float64Array): number[] {
  const used = [...lengths.keys()].filter((symbol) => (lengths[symbol] ?? 0) > 0);
  return used.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
}

/** The canonical code: each code is the one before plus 1, with as many zeros behind as it is longer. */
export function canonicalCodes(lengths: Float64Array): Float64Array {
  const codes = new Float64Array(lengths.length);
  let [next, length] = [0, 0];
  for (const symbol of canonicalOrder(lengths)) {
    const own = lengths[symbol] ?? 0;
    next *= 2 ** (own - length);
    length = own;
    codes[symbol] = next++;
  }
  return codes;
}

export function countSymbols(ids: Float64Array, k: number): Float64Array {
  const counts = new Float64Array(k);
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

/** Bits of all symbols together. */
export function codedBits(counts: Float64Array, lengths: Float64Array): number {
  return counts.reduce((bits, count, symbol) => bits + count * (lengths[symbol] ?? 0), 0);
}

/** Bits that a symbol below k has in a code of fixed length. */
function fixedBits(k: number): number {
  return Math.max(1, Math.ceil(Math.log2(k)));
}

/** Each code from its highest bit, one after another, into words from their lowest bit. */
function write(
  ids: Float64Array,
  lengths: Float64Array,
  codes: Float64Array,
  words: number,
): Float64Array {
  const stream = new Uint32Array(words);
  let at = 0;
  for (const id of ids) {
    for (let bit = (lengths[id] ?? 0) - 1; bit >= 0; bit--, at++) {
      const one = Math.floor((codes[id] ?? 0) / 2 ** bit) % 2;
      const word = Math.floor(at / 32);
      stream[word] = (stream[word] ?? 0) | (one << (at % 32));
    }
  }
  return Float64Array.from(stream);
}

/** The `n` symbols of a stream, read with nothing but the lengths of their canonical code. */
export function decodeHuffman(lengths: Float64Array, stream: Float64Array, n: number): number[] {
  const codes = canonicalCodes(lengths);
  const key = (length: number, code: number): string => `${length} ${code}`;
  const symbols = new Map(
    canonicalOrder(lengths).map((symbol) => [
      key(lengths[symbol] ?? 0, codes[symbol] ?? 0),
      symbol,
    ]),
  );
  const decoded: number[] = [];
  let [code, length] = [0, 0];
  for (let at = 0; decoded.length < n && at < 32 * stream.length; at++) {
    code = 2 * code + (((stream[Math.floor(at / 32)] ?? 0) >>> (at % 32)) & 1);
    length++;
    const symbol = symbols.get(key(length, code));
    if (symbol === undefined) continue;
    decoded.push(symbol);
    [code, length] = [0, 0];
  }
  return decoded;
}

/**
 * Deep Compression's rate of shared weights (equation 1): n weights of b bits, against n indices of
 * log2 k bits and k weights of b bits.
 */
export function sharingRate(n: number, b: number, k: number): number {
  return (n * b) / (n * Math.log2(k) + k * b);
}

function encode(
  n: number,
  b: number,
  ids: Float64Array,
  lengths: Float64Array,
): { bits: number; tensors: Tensors } {
  const k = lengths.length;
  const codes = canonicalCodes(lengths);
  const bits = codedBits(countSymbols(ids, k), lengths);
  const stream = write(ids, lengths, codes, Math.ceil((n * fixedBits(k)) / 32));
  const rate = Float64Array.of((n * b) / (bits + k * b));
  return {
    bits,
    tensors: { length: lengths, code: codes, stream, bits: Float64Array.of(bits), rate },
  };
}

const fixedLength: Misreading = {
  id: 'fixed-length',
  forward: (p, inputs) => {
    const k = need(p, 'k');
    const lengths = new Float64Array(k).fill(fixedBits(k));
    return encode(need(p, 'n'), need(p, 'b'), tensor(inputs, 'ids'), lengths).tensors;
  },
};

/**
 * Huffman coding of ids [n], whole numbers below k. Gives the code of each symbol (`length` [k], 0
 * where it never occurs, and the canonical `code` [k]), the stream, its length in bits, and the rate
 * of compression n b / (bits + k b), where b is the width of an uncoded weight and k b the codebook.
 * The stream has room for n codes of fixed length, which Huffman's never exceed; `bits` [1] says how
 * much of it is used, and the rest is 0. Codes stand from their highest bit, words fill from their
 * lowest. Other codes of the same total are as good: compare `bits` and `rate`, or this code given
 * `length`.
 */
export const huffman: Block = {
  id: 'huffman',
  name: 'Huffman coding',
  paper: 'https://arxiv.org/abs/1510.00149',
  example: { n: 36_864, k: 16, b: 32 },
  equation: 'r = \\frac{n b}{\\sum_i \\ell_{ids_i} + k b}, \\quad \\sum_s 2^{-\\ell_s} \\le 1',
  source: 'Han et al. 2016, Deep Compression, section 4 and equation 1; Huffman 1952',
  parameters: ['n', 'k', 'b'],
  inputs: ['ids'],
  outputs: ['length', 'code', 'stream', 'bits', 'rate'],
  steps: {
    length: { says: 'merge the two rarest, again', from: ['ids'] },
    code: { says: 'canonical words', from: ['length'] },
    stream: { says: 'write the words', from: ['ids', 'code', 'length'] },
    bits: { says: 'count', from: ['ids', 'length'] },
    rate: { says: 'n b / (bits + k b)', from: ['bits'] },
  },
  illegal: (p) => unfit(p, { n: 1, k: 1, b: 1 }),
  shapes: (p) => {
    const [n, k] = [need(p, 'n'), need(p, 'k')];
    const stream = [Math.ceil((n * fixedBits(k)) / 32)];
    return { ids: [n], length: [k], code: [k], stream, bits: [1], rate: [1] };
  },
  // A product of two evenly spread numbers: low symbols are frequent.
  arrange: (p, free) => {
    const [ids, k] = [tensor(free, 'ids'), need(p, 'k')];
    return {
      ids: ids.map((_, i) => {
        const bits = bitsAt(ids, i);
        return Math.floor(((bits % k) * ((bits >>> 16) % k)) / k);
      }),
    };
  },
  forward: (p, inputs) => {
    const ids = tensor(inputs, 'ids');
    const lengths = codeLengths(countSymbols(ids, need(p, 'k')));
    return encode(need(p, 'n'), need(p, 'b'), ids, lengths).tensors;
  },
  terms: () => 0,
  cost: (p) => {
    const [n, k] = [need(p, 'n'), need(p, 'k')];
    // At most: the stream is as long as its fixed-length form.
    const bytes = 4 * (n + 2 * k + Math.ceil((n * fixedBits(k)) / 32) + 2);
    const peakActivationBytes = 0;
    return { parameters: 0, multiplyAdds: 0, flops: 0, bytes, peakActivationBytes };
  },
  misreadings: [fixedLength],
};

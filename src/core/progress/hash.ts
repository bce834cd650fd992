/**
 * A fingerprint of a learner's file: FNV-1a with 64 bits over its UTF-16 units, low byte first, as 16 hex digits.
 * It tells whether a file has changed since it passed; it protects nothing. A byte order mark and the kind of line
 * ends do not count, so that a checkout on another system is not taken for an edit.
 *
 * Source: Fowler, Noll, Vo, https://datatracker.ietf.org/doc/html/draft-eastlake-fnv, section 5 (constants).
 */
export function sourceHash(text: string): string {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  // JavaScript has no 64-bit integers that are fast, so the state is kept in two halves of 32 bits.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let i = 0; i < plain.length; i++) {
    const unit = plain.charCodeAt(i);
    for (const byte of [unit & 0xff, unit >>> 8]) {
      low = (low ^ byte) >>> 0;
      // The prime is 2^40 + 0x1b3: multiplying by 2^40 moves the low half 8 bits into the high one.
      const product = low * 0x1b3;
      high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
      low = product >>> 0;
    }
  }
  return hex(high) + hex(low);
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0');
}

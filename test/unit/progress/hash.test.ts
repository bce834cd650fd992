import { describe, expect, it } from 'vitest';
import { sourceHash } from '../../../src/core/progress/hash';

/** FNV-1a as it is defined, with big integers. */
function plainFnv(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    for (const byte of [unit & 0xff, unit >>> 8]) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
  }
  return hash.toString(16).padStart(16, '0');
}

describe('sourceHash', () => {
  it.each(['', 'a', 'fn main() {}\n', 'ä → 𝕏 \u0000', 'x'.repeat(5000)])(
    'is FNV-1a: %#',
    (text) => {
      expect(sourceHash(text)).toBe(plainFnv(text));
    },
  );

  it('does not see line ends and byte order marks', () => {
    expect(sourceHash('\uFEFFa\r\nb\rc\n')).toBe(sourceHash('a\nb\nc\n'));
  });

  it('sees everything else', () => {
    const texts = ['a\nb', 'a b', 'a\n b', 'a\nb\n', 'ab', 'ba'];
    expect(new Set(texts.map(sourceHash)).size).toBe(texts.length);
  });
});

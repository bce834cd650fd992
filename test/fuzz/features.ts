import { generated } from './kernels';

/** What a kernel may make use of, and the words that tell. A prelude's function counts where it is called. */
const features: readonly (readonly [name: string, words: RegExp])[] = [
  ['if, else', /\belse\b/],
  ['for', /\bfor \(|looped\(/],
  ['while', /\bwhile \(/],
  ['loop, continuing, break if', /\bbreak if\b/],
  ['switch', /\bswitch \(/],
  ['break, continue', /\b(break|continue);/],
  ['&& and || with effects', /stamp\(\w+\) > 0 (&&|\|\|)/],
  ['functions', /\b(mixed|turned|looped|measured|stamp|made)\(/],
  ['function pointers', /\b(bump|fill)\(&/],
  ['private pointers', /\bbumped\(&/],
  ['storage and workgroup pointers', /\b(kept|passed)\(&/],
  ['pointers to parts, and through them', /= &\w+\.|q\.\w/],
  ['const, const_assert', /\bconst\b/],
  ['override, sizes from it', /\bsized\[|mixed\(/],
  ['nested arrays', /array<array/],
  ['runtime-sized arrays', /arrayLength|parts\[/],
  ['structs with @align and @size', /\b(Part|Whole|Grid|made)\(|parts\[|grid\[/],
  ['uniform buffer', /\bu\.(m|list|h|s)\b/],
  ['private memory', /\bmine\[/],
  ['workgroup memory, zeroed', /\bzeroed\[/],
  ['matrices', /\bmat\dx\d/],
  ['matrices in storage', /\bgrid\[/],
  ['vectors of bool', /<bool>/],
  ['swizzles', /\)\.[xyzw]{2,4}\b/],
  ['compound assignment, ++, --', /[-+*/%&|^<>]=[^=]|\+\+|--/],
  ['packing', /\b(un)?pack\dx\w+|pack4x/],
  ['bitcast', /\bbitcast</],
  ['bit built-ins', /\b(count\w+|first\w+Bit|reverseBits|extractBits|insertBits)\(/],
  ['modf, frexp, ldexp', /\b(modf|frexp|ldexp)\(/],
  ['functions of vectors', /\b(dot|cross|reflect|faceForward|length|normalize|distance|refract)\(/],
  ['transcendental functions', /\b(a?(sin|cos|tan)h?|atan2|exp2?|log2?|pow|sqrt|inverseSqrt)\(/],
  ['atomicLoad, atomicStore', /\batomic(Load|Store)\(/],
  ['atomic arithmetic', /\batomic(Add|Sub|Max|Min|And|Or|Xor)\(/],
  ['atomicExchange', /\batomicExchange\(/],
  ['atomicCompareExchangeWeak', /\batomicCompareExchangeWeak\(/],
  ['workgroupBarrier', /\bworkgroupBarrier\(/],
  ['storageBarrier', /\bstorageBarrier\(/],
  ['workgroupUniformLoad', /\bworkgroupUniformLoad\(/],
  ['subgroup arithmetic', /\bsubgroup(Add|Mul|Min|Max|And|Or|Xor)\(/],
  ['subgroup scans', /\bsubgroup(Inclusive|Exclusive)/],
  ['subgroup shuffles, broadcasts', /\bsubgroup(Shuffle|Broadcast)/],
  ['subgroup votes', /\bsubgroup(All|Any|Elect|Ballot)\(/],
  ['quads', /\bquad/],
];

/** How many kernels of these seeds use each feature. */
export function coverage(from: number, to: number): [feature: string, kernels: number][] {
  const counts = features.map(([name]): [string, number] => [name, 0]);
  for (let seed = from; seed < to; seed++) {
    const text = generated(seed).lines.join('\n');
    features.forEach(([, words], i) => {
      const row = counts[i];
      if (row !== undefined && words.test(text)) row[1]++;
    });
  }
  return counts;
}

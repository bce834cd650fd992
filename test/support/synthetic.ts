import { bits, integer } from '../../src/core/tensor/random';
import type { Paper } from '../../src/core/syllabus/paper';
import type { Material, Topic } from '../../src/core/syllabus/schema';
import { material, paper, topic } from './syllabus';

export interface SyntheticSyllabus {
  readonly topics: readonly Topic[];
  readonly papers: readonly Paper[];
}

/**
 * A syllabus of as many items (topics, papers, readings) as wanted, the same for the same seed: one topic for every
 * fifty items, up to five deep, and titles of the kinds that break a view: long, HTML, right to left, emoji.
 */
export function syntheticSyllabus(items: number, seed = 1): SyntheticSyllabus {
  const topicCount = Math.max(1, Math.ceil(items / 50));
  const paperCount = Math.floor((items - topicCount) * 0.7);
  const papers = Array.from({ length: paperCount }, (_, i) => paperAt(i, seed));
  const homes = papers.map((_, i) => bits(seed + 1, i) % topicCount);
  const readings = Array.from({ length: items - topicCount - paperCount }, (_, i) =>
    readingAt(i, seed, paperCount),
  );
  const topics = Array.from({ length: topicCount }, (_, t) =>
    topic(`topic-${t}`, {
      title: titleAt(seed + 2, t),
      order: t,
      summary: 'Made for a test.',
      // Four topics in five stand under an earlier one; the halving keeps the tree shallow.
      ...(t % 5 === 0
        ? {}
        : { parent: `topic-${Math.floor(t / 5) * 5 + Math.floor((t % 5) / 2)}` }),
      papers: papers.filter((_paper, i) => homes[i] === t).map(({ id }) => id),
      material: readings.filter((_reading, i) => bits(seed + 3, i) % topicCount === t),
    }),
  );
  return { topics, papers };
}

function paperAt(i: number, seed: number): Paper {
  const earlier = i === 0 ? [] : [`paper-${bits(seed + 4, i) % i}`];
  return paper(`paper-${i}`, {
    name: `P${i}`,
    title: titleAt(seed + 5, i),
    authors: Array.from({ length: integer(seed + 6, i, 1, 8) }, (_, a) => nameAt(seed + 7 + a, i)),
    year: integer(seed + 8, i, 1990, 2026),
    venue: `CONF ${integer(seed + 8, i, 1990, 2026)}`,
    arxiv: `${String(1000 + (i % 9000))}.${String(10000 + i).padStart(5, '0')}`,
    ...(earlier.length === 0 ? {} : { buildsOn: earlier }),
    results: [
      { model: `M${i}`, dataset: 'D', top1: integer(seed + 9, i, 1, 99), source: 'Table 1' },
    ],
    ...(i % 3 === 0 ? { fromMemory: ['authors'] } : {}),
  });
}

function readingAt(i: number, seed: number, paperCount: number): Material {
  const kinds = ['lecture', 'reading', 'video'] as const;
  return material(`reading-${i}`, {
    kind: kinds[i % kinds.length] ?? 'reading',
    title: titleAt(seed + 10, i),
    authors: nameAt(seed + 11, i),
    ...(i % 7 === 0 && paperCount > 0 ? { paper: `paper-${i % paperCount}` } : {}),
  });
}

const words = [
  ...['grouped', 'depthwise', 'sparse', 'dense', 'quantized', 'pruned', 'residual', 'atrous'],
  ...['convolution', 'network', 'kernel', 'search', 'transform', 'capsule', 'pyramid', 'shift'],
];
const odd = [
  ...['<b>bold</b> & <script>alert(1)</script>', 'شبكات عصبية مدمجة', 'רשתות קומפקטיות'],
  ...[
    '🧠🔥 tiny nets',
    '*stars* _and_ [links](command:evil)',
    '深度可分离卷积',
    'a $1/C_o$ formula',
  ],
];

function titleAt(seed: number, i: number): string {
  const count = integer(seed, i, 2, 12);
  const plain = Array.from({ length: count }, (_, w) => words[bits(seed + w, i) % words.length]);
  const text = `${plain.join(' ')} ${i}`;
  return i % 10 === 0 ? `${odd[(i / 10) % odd.length] ?? ''} ${text}` : text;
}

function nameAt(seed: number, i: number): string {
  const first = ['Ada', 'Grace', 'François', 'Piotr', 'Łukasz', 'محمد', '美咲', 'Søren'];
  const last = ['Lovelace', 'Hopper', 'Chollet', 'Dollár', 'van der Maaten', 'علي', '佐藤', 'Ng'];
  return `${first[bits(seed, i) % first.length] ?? ''} ${last[bits(seed + 1, i) % last.length] ?? ''}`;
}

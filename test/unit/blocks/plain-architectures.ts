import {
  add,
  at,
  bins,
  channels,
  concat,
  convOf,
  each,
  linear,
  map,
  norm,
  type Packs,
  type Plain,
  pool,
  relu,
  relu6,
  resize,
  shuffle,
  sigmoid,
} from './plain-maps';

type P = Readonly<Record<string, number>>;

/** Second definitions of the blocks, plain and apart from the graphs: parameters and tensors to the output. */
type Definition = (p: P, t: Packs) => Plain;

function num(p: P, name: string): number {
  const value = p[name];
  if (value === undefined) throw new Error(`There is no parameter ${name}.`);
  return value;
}

function input(p: P, t: Packs, c: number, name = 'x'): Plain {
  const size = { n: num(p, 'N'), c, h: num(p, 'H'), w: num(p, 'W') };
  return { ...size, data: t.take(name, size.n * c * size.h * size.w) };
}

const average3 = (x: Plain, s = 1): Plain => pool(x, 'mean', 3, s, 1);
const largest3 = (x: Plain, s = 1): Plain => pool(x, 'max', 3, s, 1);
const depthwise = (t: Packs, x: Plain, k: number, s = 1): Plain =>
  convOf(t, x, 'wd', { to: x.c, k, s, g: x.c });

function skip(p: P, t: Packs, x: Plain): Plain {
  const [to, s] = [num(p, 'Co'), num(p, 's')];
  return x.c === to && s === 1 ? x : norm(t, convOf(t, x, 'wskip', { to, k: 1, s }));
}

function excited(y: Plain, r: number, [w1, b1, w2, b2]: string[], t: Packs): Plain {
  const take = (name: string | undefined, length: number): Float64Array =>
    t.take(name ?? '', length);
  const inner = y.c / r;
  const narrow = relu(linear(bins(y, 1), take(w1, inner * y.c), take(b1, inner)));
  const gate = map(linear(narrow, take(w2, inner * y.c), take(b2, y.c)), sigmoid);
  return each(y, (n, c, row, q) => at(y, n, c, row, q) * at(gate, n, c, 0, 0));
}

const bottleneck =
  (strideFirst: boolean, gated = false): Definition =>
  (p, t) => {
    const x = input(p, t, num(p, 'Ci'));
    const [B, Co, s] = [num(p, 'B'), num(p, 'Co'), num(p, 's')];
    const a = relu(norm(t, convOf(t, x, 'w1', { to: B, k: 1, s: strideFirst ? s : 1 })));
    const window = { to: B, k: 3, s: strideFirst ? 1 : s, g: p['g'] ?? 1 };
    const b = relu(norm(t, convOf(t, a, 'w2', window)));
    const y = norm(t, convOf(t, b, 'w3', { to: Co, k: 1 }));
    const branch = gated ? excited(y, num(p, 'r'), ['ew1', 'eb1', 'ew2', 'eb2'], t) : y;
    return relu(add(skip(p, t, x), branch));
  };

const pathSum: Definition = (p, t) => {
  const x = input(p, t, num(p, 'Ci'));
  const [g, Co, s] = [num(p, 'g'), num(p, 'Co'), num(p, 's')];
  const to = num(p, 'B') / g;
  const paths = Array.from({ length: g }, () => {
    const a = relu(norm(t, convOf(t, x, 'w1', { to, k: 1 })));
    const b = relu(norm(t, convOf(t, a, 'w2', { to, k: 3, s })));
    return convOf(t, b, 'w3', { to: Co, k: 1 });
  });
  return relu(add(norm(t, add(...paths)), skip(p, t, x)));
};

const inverted =
  (always: boolean): Definition =>
  (p, t) => {
    const x = input(p, t, num(p, 'Ci'));
    const [Co, s, factor] = [num(p, 'Co'), num(p, 's'), num(p, 't')];
    const wide =
      always || factor > 1 ? relu6(norm(t, convOf(t, x, 'w1', { to: factor * x.c, k: 1 }))) : x;
    const filtered = relu6(norm(t, depthwise(t, wide, 3, s)));
    const y = norm(t, convOf(t, filtered, 'w2', { to: Co, k: 1 }));
    return s === 1 && x.c === Co ? add(x, y) : y;
  };

const separable = (t: Packs, x: Plain, to: number): Plain =>
  norm(t, convOf(t, depthwise(t, relu(x), 3), 'wp', { to, k: 1 }));

const inception =
  (biased: boolean): Definition =>
  (p, t) => {
    const x = input(p, t, num(p, 'Ci'));
    const unit = (from: Plain, role: string, width: string, k: number): Plain =>
      relu(convOf(t, from, `w${role}`, { to: num(p, width), k }, biased ? `b${role}` : undefined));
    return concat(
      unit(x, '1', 'o1', 1),
      unit(unit(x, '2a', 'r2', 1), '2b', 'o2', 3),
      unit(unit(x, '3a', 'r3', 1), '3b', 'o3', 5),
      unit(largest3(x), '4', 'o4', 1),
    );
  };

const inceptionA: Definition = (p, t) => {
  const x = input(p, t, num(p, 'Ci'));
  const unit = (from: Plain, role: string, width: string, k: number): Plain =>
    relu(norm(t, convOf(t, from, `w${role}`, { to: num(p, width), k })));
  return concat(
    unit(x, '1', 'o1', 1),
    unit(unit(x, '2a', 'r2', 1), '2b', 'o2', 3),
    unit(unit(unit(x, '3a', 'r3', 1), '3b', 'o3', 3), '3c', 'o3', 3),
    unit(average3(x), '4', 'o4', 1),
  );
};

const first = (count: number): number[] => Array.from({ length: count }, (_, c) => c);

function dense(p: P, t: Packs, x: Plain): Plain {
  const k = num(p, 'k');
  const a = relu(norm(t, convOf(t, relu(norm(t, x)), 'w1', { to: 4 * k, k: 1 })));
  return convOf(t, a, 'w2', { to: k, k: 3 });
}

const aspp =
  (normed: boolean): Definition =>
  (p, t) => {
    const x = input(p, t, num(p, 'Ci'));
    const unit = (from: Plain, role: string, width: string, rate = 0): Plain => {
      const window = rate === 0 ? { k: 1 } : { k: 3, p: rate, d: rate };
      const y = convOf(t, from, role, { to: num(p, width), ...window });
      return normed ? norm(t, y) : y;
    };
    const parts = [relu(unit(x, 'w1', 'B'))];
    for (const k of [1, 2, 3]) parts.push(relu(unit(x, `wr${k}`, 'B', num(p, `r${k}`))));
    const image = relu(unit(bins(x, 1), 'wp', 'B'));
    const y = unit(
      concat(
        ...parts,
        each({ ...image, h: x.h, w: x.w }, (n, c) => at(image, n, c, 0, 0)),
      ),
      'wo',
      'Co',
    );
    return normed ? relu(y) : y;
  };

const pyramid =
  (normed: boolean): Definition =>
  (p, t) => {
    const x = input(p, t, num(p, 'Ci'));
    const levels = [1, 2, 3, 6].map((b) => {
      const y = convOf(t, bins(x, b), `w${b}`, { to: num(p, 'B'), k: 1 });
      return resize(relu(normed ? norm(t, y) : y), x.h, x.w);
    });
    return concat(x, ...levels);
  };

function sep(t: Packs, x: Plain, k: number, to: number, s = 1): Plain {
  const once = norm(t, convOf(t, depthwise(t, relu(x), k, s), 'wp', { to, k: 1 }));
  return norm(t, convOf(t, depthwise(t, relu(once), k), 'wp', { to, k: 1 }));
}

const normalCell: Definition = (p, t) => {
  const F = num(p, 'F');
  const [h, hp] = [input(p, t, F, 'h'), input(p, t, F, 'hp')];
  const b1 = add(sep(t, h, 3, F), h);
  const b2 = add(sep(t, hp, 3, F), sep(t, h, 5, F));
  const b3 = add(average3(h), hp);
  const b4 = add(average3(hp), average3(hp));
  const b5 = add(sep(t, hp, 5, F), sep(t, hp, 3, F));
  return concat(b1, b2, b3, b4, b5, hp);
};

const reductionCell: Definition = (p, t) => {
  const F = num(p, 'F');
  const [h, hp] = [input(p, t, F, 'h'), input(p, t, F, 'hp')];
  const b1 = add(sep(t, hp, 7, F, 2), sep(t, h, 5, F, 2));
  const b2 = add(largest3(h, 2), sep(t, hp, 7, F, 2));
  const b3 = add(average3(h, 2), sep(t, hp, 5, F, 2));
  const b4 = add(largest3(h, 2), sep(t, b1, 3, F));
  return concat(b2, b3, b4, add(average3(b1), b2));
};

const pnasnet: Definition = (p, t) => {
  const [F, s] = [num(p, 'F'), num(p, 's')];
  const [a, b] = [input(p, t, num(p, 'Fa'), 'a'), input(p, t, num(p, 'Fb'), 'b')];
  const fit = (x: Plain): Plain => (x.c === F ? x : norm(t, convOf(t, x, 'wi', { to: F, k: 1 })));
  const c1 = add(sep(t, b, 5, F, s), fit(largest3(b, s)));
  const c2 = add(sep(t, a, 7, F, s), fit(largest3(a, s)));
  const c3 = add(sep(t, a, 5, F, s), sep(t, a, 3, F, s));
  const c4 = add(sep(t, c3, 3, F), fit(largest3(a, s)));
  const left = sep(t, b, 3, F, s);
  const same = s === 1 && a.c === F;
  const c5 = add(left, same ? a : norm(t, convOf(t, relu(a), 'wi', { to: F, k: 1, s })));
  return concat(c1, c2, c3, c4, c5);
};

/** What a hierarchical cell does on its lower level, and how a node of either level merges. */
interface Form {
  readonly follow: (x: Plain) => Plain;
  readonly merge: (parts: readonly Plain[]) => Plain;
}

function operation(t: Packs, { follow }: Form, code: number, from: Plain): Plain {
  const to = from.c;
  if (code === 1) return from;
  if (code === 2) return follow(convOf(t, from, 'wp', { to, k: 1 }));
  if (code === 3) return follow(depthwise(t, from, 3));
  if (code === 4) return follow(convOf(t, depthwise(t, from, 3), 'wp', { to, k: 1 }));
  return code === 5 ? largest3(from) : average3(from);
}

/** Nodes in order; `codes` has the code of the edge from node j to node i at place `ij`. */
function nodesOf(
  x: Plain,
  codes: Readonly<Record<string, number>>,
  last: number,
  { merge }: Form,
  along: (code: number, from: Plain) => Plain,
): Plain {
  const nodes: (Plain | undefined)[] = [x];
  for (let i = 1; i <= last; i++) {
    const parts = nodes.flatMap((node, j) => {
      const code = codes[`${i}${j}`] ?? 0;
      return node === undefined || code === 0 ? [] : [along(code, node)];
    });
    nodes.push(parts.length === 0 ? undefined : merge(parts));
  }
  return nodes[last] ?? x;
}

const summing: Form = { follow: (x) => x, merge: (parts) => add(...parts) };

const motif: Definition = (p, t) => {
  const codes = Object.fromEntries(Object.entries(p).map(([name, code]) => [name.slice(1), code]));
  const along = (code: number, from: Plain): Plain => operation(t, summing, code, from);
  return nodesOf(input(p, t, num(p, 'C')), codes, 3, summing, along);
};

const motifs: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  1: { '10': 4, '21': 1, '30': 1, '31': 3, '32': 2 },
  2: { '10': 2, '20': 5, '31': 4, '32': 1 },
  3: { '10': 3, '20': 1, '21': 6, '30': 2, '32': 1 },
};
const edges = { '10': 1, '20': 2, '31': 3, '32': 1, '40': 1, '42': 2, '43': 3 };

const cell =
  (formOf: (t: Packs) => Form): Definition =>
  (p, t) => {
    const form = formOf(t);
    const along = (code: number, x: Plain): Plain =>
      nodesOf(x, motifs[code] ?? {}, 3, form, (own, from) => operation(t, form, own, from));
    return nodesOf(input(p, t, num(p, 'C')), edges, 4, form, along);
  };

const concatenating = (t: Packs): Form => {
  const follow = (x: Plain): Plain => relu(norm(t, x));
  return {
    follow,
    merge: ([first, ...others]) => {
      if (first === undefined) throw new Error('Nothing to merge.');
      if (others.length === 0) return first;
      return follow(convOf(t, concat(first, ...others), 'wm', { to: first.c, k: 1 }));
    },
  };
};

/** The mean of the paths that each image keeps; the first, where it keeps none. */
function join(paths: readonly Plain[], keep: Float64Array): Plain {
  const [one] = paths;
  if (one === undefined) throw new Error('Nothing to join.');
  return each(one, (n, ...place) => {
    const kept = paths.filter((_, k) => keep[n * paths.length + k] === 1);
    const values = (kept.length > 0 ? kept : [one]).map((path) => at(path, n, ...place));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

const fractal: Definition = (p, t) => {
  const [K, to] = [num(p, 'K'), num(p, 'Co')];
  const begun = Array.from<Plain>({ length: K }).fill(input(p, t, num(p, 'Ci')));
  for (let step = 1; step <= 2 ** (K - 1); step++) {
    const paths = begun
      .filter((_, k) => step % 2 ** k === 0)
      .map((from) => relu(norm(t, convOf(t, from, 'w', { to, k: 3 }))));
    const all = Float64Array.of(...Array<number>(num(p, 'N')).fill(1));
    const keep = paths.length > 1 ? t.take('keep', num(p, 'N') * paths.length) : all;
    begun.fill(join(paths, keep), 0, paths.length);
  }
  const [y] = begun;
  if (y === undefined) throw new Error('There is no column.');
  return y;
};

const fire: Definition = (p, t) => {
  const x = input(p, t, num(p, 'Ci'));
  const z = relu(convOf(t, x, 'w1', { to: num(p, 'S'), k: 1 }, 'b1'));
  const points = convOf(t, z, 'w2', { to: num(p, 'E1'), k: 1 }, 'b2');
  return relu(concat(points, convOf(t, z, 'w3', { to: num(p, 'E3'), k: 3 }, 'b3')));
};

const basic: Definition = (p, t) => {
  const x = input(p, t, num(p, 'Ci'));
  const to = num(p, 'Co');
  const a = relu(norm(t, convOf(t, x, 'w1', { to, k: 3, s: num(p, 's') })));
  const b = norm(t, convOf(t, a, 'w2', { to, k: 3 }));
  return relu(add(skip(p, t, x), b));
};

const middle: Definition = (p, t) => {
  const x = input(p, t, num(p, 'C'));
  return add(
    x,
    [1, 2, 3].reduce((y) => separable(t, y, x.c), x),
  );
};

const entry: Definition = (p, t) => {
  const x = input(p, t, num(p, 'Ci'));
  const to = num(p, 'Co');
  const y = largest3(separable(t, separable(t, x, to), to), 2);
  return add(y, norm(t, convOf(t, x, 'wskip', { to, k: 1, s: 2 })));
};

const denseInPlace: Definition = (p, t) => {
  const feat = input(p, t, num(p, 'Ctotal'), 'feat');
  const [C, k] = [num(p, 'C'), num(p, 'k')];
  const added = dense(p, t, channels(feat, first(C)));
  return each(feat, (n, c, r, q) =>
    c >= C && c < C + k ? at(added, n, c - C, r, q) : at(feat, n, c, r, q),
  );
};

const densePlain: Definition = (p, t) => {
  const x = input(p, t, num(p, 'C'));
  return concat(x, convOf(t, relu(norm(t, x)), 'w2', { to: num(p, 'k'), k: 3 }));
};

const denseBlock: Definition = (p, t) => {
  const x = input(p, t, num(p, 'C'));
  return first(num(p, 'L')).reduce((y) => concat(y, dense(p, t, y)), x);
};

const transition: Definition = (p, t) => {
  const x = relu(norm(t, input(p, t, num(p, 'Ci'))));
  return pool(convOf(t, x, 'w', { to: num(p, 'Co'), k: 1 }), 'mean', 2, 2, 0);
};

const condensed: Definition = (p, t) => {
  const x = input(p, t, num(p, 'C'));
  const [g, k] = [num(p, 'g'), num(p, 'k')];
  const index = t.take('index', (g * x.c) / num(p, 'condense'));
  const picked = relu(norm(t, channels(x, index)));
  const mixed = shuffle(convOf(t, picked, 'w1', { to: 4 * k, k: 1, g }), g);
  return concat(x, convOf(t, relu(norm(t, mixed)), 'w2', { to: k, k: 3, g }));
};

const shuffleUnit: Definition = (p, t) => {
  const x = input(p, t, num(p, 'Ci'));
  const [g, s] = [num(p, 'g'), num(p, 's')];
  const a = shuffle(relu(norm(t, convOf(t, x, 'w1', { to: num(p, 'B'), k: 1, g }))), g);
  const y = norm(t, convOf(t, norm(t, depthwise(t, a, 3, s)), 'w2', { to: num(p, 'Co'), k: 1, g }));
  return relu(s === 1 ? add(x, y) : concat(average3(x, s), y));
};

const interleaved: Definition = (p, t) => {
  const [L, M] = [num(p, 'L'), num(p, 'M')];
  const z = convOf(t, input(p, t, L * M), 'wp', { to: L * M, k: 3, g: L });
  // Output (l, m) mixes channel m of every primary group by row m · L + l of the secondary weights.
  const ws = t.take('ws', L * M * L);
  const y = each(z, (n, c, r, q) => {
    const [l, m] = [Math.floor(c / M), c % M];
    return first(L).reduce(
      (sum, k) => sum + (ws[(m * L + l) * L + k] ?? NaN) * at(z, n, k * M + m, r, q),
      0,
    );
  });
  return relu(norm(t, y));
};

const gate: Definition = (p, t) =>
  excited(input(p, t, num(p, 'C')), num(p, 'r'), ['w1', 'b1', 'w2', 'b2'], t);

export const definitions: Readonly<Record<string, Definition>> = {
  'inverted-residual': inverted(true),
  'inverted-residual-original': inverted(false),
  fire,
  inception: inception(false),
  'inception-biased': inception(true),
  'inception-v3-a': inceptionA,
  'xception-middle': middle,
  'xception-entry': entry,
  'resnet-basic': basic,
  'resnet-bottleneck': bottleneck(false),
  'resnet-bottleneck-original': bottleneck(true),
  resnext: bottleneck(false),
  'resnext-paths': pathSum,
  'dense-layer': denseInPlace,
  'dense-layer-plain': densePlain,
  'dense-block': denseBlock,
  'dense-transition': transition,
  'condensenet-layer': condensed,
  'shufflenet-unit': shuffleUnit,
  'interleaved-group-block': interleaved,
  'squeeze-excitation': gate,
  'se-resnet': bottleneck(false, true),
  'fractal-block': fractal,
  aspp: aspp(false),
  'aspp-deeplab': aspp(true),
  'pyramid-pooling': pyramid(false),
  'pyramid-pooling-pspnet': pyramid(true),
  'nasnet-a-normal': normalCell,
  'nasnet-a-reduction': reductionCell,
  'pnasnet-5': pnasnet,
  'hierarchical-motif': motif,
  'hierarchical-cell': cell(() => summing),
  'hierarchical-cell-original': cell(concatenating),
};

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import { agrees, at, dot, expectProved, onLegal, range, sizes, slopes, total } from './plain';
import { blockNamed, distance, only, seeded } from './stored';

function forward(id: string, p: Parameters, inputs: Tensors): Tensors {
  return blockNamed(id).forward(p, inputs, exact);
}

/** Two lists of slopes, the second by differences: they agree to what the step allows. */
function expectSlopes(
  gradient: readonly number[],
  differences: readonly number[],
  scale = 1,
): void {
  gradient.forEach((value, i) => {
    expect(Math.abs(value - (differences[i] ?? NaN))).toBeLessThan(
      1e-6 * (scale + Math.abs(value)),
    );
  });
}

function pick(values: Float64Array, places: readonly number[]): number[] {
  return places.map((i) => values[i] ?? NaN);
}

describe('batch norm while training', () => {
  const id = 'batch-norm-training';
  const shapes = sizes({ N: [1, 3], C: [1, 3], H: [1, 3], W: [1, 3] }).map((p) => ({
    ...p,
    shift: 0,
  }));

  /** The elements of channel c, and where they are. */
  const placesOf = (p: Parameters, c: number): number[] => {
    const plane = at(p, 'H') * at(p, 'W');
    return range(at(p, 'N') * at(p, 'C') * plane).filter(
      (i) => Math.floor(i / plane) % at(p, 'C') === c,
    );
  };

  test('is mean and variance over all but the channel, and the gradient of the formula', () => {
    agrees(
      id,
      shapes,
      (p, inputs) => {
        const size = only(inputs, 'x').length;
        const out = {
          y: new Array<number>(size),
          dx: new Array<number>(size),
          mean: [] as number[],
          var: [] as number[],
        };
        for (const c of range(at(p, 'C'))) {
          const places = placesOf(p, c);
          const M = places.length;
          const [x, dy] = [pick(only(inputs, 'x'), places), pick(only(inputs, 'dy'), places)];
          const mean = total(x) / M;
          const variance = total(x.map((v) => (v - mean) ** 2)) / M;
          const [gamma, root] = [only(inputs, 'gamma')[c] ?? NaN, Math.sqrt(variance + 1e-5)];
          const xhat = x.map((v) => (v - mean) / root);
          // The gradient by the chain rule through mean and variance, not in the form that is shortened.
          const dVariance = total(
            dy.map((d, i) => d * gamma * ((x[i] ?? NaN) - mean) * -0.5 * root ** -3),
          );
          const dMean = total(dy.map((d) => (-d * gamma) / root));
          places.forEach((to, i) => {
            out.y[to] = gamma * (xhat[i] ?? NaN) + (only(inputs, 'beta')[c] ?? NaN);
            out.dx[to] =
              ((dy[i] ?? NaN) * gamma) / root +
              (dVariance * 2 * ((x[i] ?? NaN) - mean)) / M +
              dMean / M;
          });
          out.mean.push(mean);
          out.var.push(variance);
        }
        return out;
      },
      ['uniform', 'integers'],
    );
  });

  test('gradients are the slopes of sum(y dy)', () => {
    onLegal(
      id,
      sizes({ N: [2, 2], C: [1, 2], H: [1, 2], W: [1, 2] }).map((p) => ({ ...p, shift: 0 })),
      (p, inputs) => {
        const result = forward(id, p, inputs);
        for (const [name, gradient] of [
          ['x', 'dx'],
          ['gamma', 'dgamma'],
          ['beta', 'dbeta'],
        ] as const) {
          const values = only(inputs, name);
          const loss = (v: Float64Array): number =>
            dot(only(forward(id, p, { ...inputs, [name]: v }), 'y'), only(inputs, 'dy'));
          const some = range(Math.min(3, values.length));
          // Two nearly equal elements make the slope steep: the error of a difference grows with its cube.
          const scale = 1 / (Math.min(...only(result, 'var')) + 1e-5) ** 1.5;
          expectSlopes(
            pick(only(result, gradient), some),
            slopes(values, some, loss, 1e-6),
            1 + 1e-3 * scale,
          );
        }
      },
      ['uniform'],
    );
  });

  test('dx of a channel sums to 0, and is orthogonal to the normalised input', () => {
    onLegal(
      id,
      shapes,
      (p, inputs) => {
        const { dx, mean } = forward(id, p, inputs);
        for (const c of range(at(p, 'C'))) {
          const places = placesOf(p, c);
          const own = pick(dx ?? new Float64Array(), places);
          const largest = Math.max(1, ...own.map(Math.abs));
          expect(Math.abs(total(own))).toBeLessThan(1e-10 * largest);
          // Only ε keeps it from 0: what is left is ε / (σ² + ε) of the part along x.
          const centred = pick(only(inputs, 'x'), places).map((v) => v - (mean?.[c] ?? NaN));
          const variance = total(centred.map((v) => v * v)) / centred.length;
          if (variance > 0.05) expect(Math.abs(dot(own, centred))).toBeLessThan(1e-2 * largest);
        }
      },
      ['uniform', 'integers'],
    );
  });

  // The Jacobian of the whole layer, by differences: forwards it takes a direction to dy, backwards dy to a direction.
  test('it is adjoint: ⟨J u, dy⟩ = ⟨u, dx⟩ along any direction u', () => {
    onLegal(
      id,
      sizes({ N: [2, 3], C: [1, 3], H: [1, 3], W: [1, 3] }).map((p) => ({ ...p, shift: 0 })),
      (p, inputs) => {
        const { dx = new Float64Array(), var: variance } = forward(id, p, inputs);
        const u = seeded(blockNamed(id), p, 77)['x'] ?? dx;
        const along = (step: number): number => {
          const x = only(inputs, 'x').map((v, i) => v + step * (u[i] ?? NaN));
          return dot(only(forward(id, p, { ...inputs, x }), 'y'), only(inputs, 'dy'));
        };
        const pushed = (along(1e-6) - along(-1e-6)) / 2e-6;
        // As for the slopes: a small variance makes the layer steep.
        const steep = 1 / (Math.min(...(variance ?? [])) + 1e-5) ** 1.5;
        expect(Math.abs(pushed - dot(u, dx))).toBeLessThan(1e-6 * (10 + 1e-2 * steep));
      },
      ['uniform'],
    );
  });

  test('and so are dgamma and dbeta, in which y is linear: ⟨y, dy⟩ = ⟨gamma, dgamma⟩ + ⟨beta, dbeta⟩', () => {
    onLegal(
      id,
      shapes,
      (p, inputs) => {
        const { y = new Float64Array(), dgamma = y, dbeta = y } = forward(id, p, inputs);
        const wanted = dot(y, only(inputs, 'dy'));
        const sum = dot(only(inputs, 'gamma'), dgamma) + dot(only(inputs, 'beta'), dbeta);
        expect(Math.abs(sum - wanted)).toBeLessThan(1e-10 * (1 + Math.abs(wanted) + dot(y, y)));
      },
      ['uniform', 'integers'],
    );
  });

  test('one element a channel has variance 0, y = beta and no gradient', () => {
    const p = { N: 1, C: 3, H: 1, W: 1, shift: 0 };
    const inputs = seeded(blockNamed(id), p, 8);
    const { y, var: variance, dx } = forward(id, p, inputs);
    expect(y).toEqual(only(inputs, 'beta'));
    expect([...(variance ?? [])]).toEqual([0, 0, 0]);
    expect([...(dx ?? [])].map(Math.abs)).toEqual([0, 0, 0]);
  });

  test('a large mean costs neither precision its variance', () => {
    const p = { N: 2, C: 6, H: 9, W: 7, shift: 10_000 };
    const inputs = seeded(blockNamed(id), p, 8);
    const near = { ...inputs, x: only(inputs, 'x').map((v) => v - 10_000) };
    const far = only(forward(id, p, inputs), 'var');
    expect(distance(only(forward(id, p, near), 'var'), far)).toBeLessThan(1e-10);
    const single = only(blockNamed(id).forward(p, inputs, Math.fround), 'var');
    expect(distance(far, single)).toBeLessThan(1e-5);
  });
});

describe('softmax and cross-entropy', () => {
  const id = 'softmax-cross-entropy';
  const shapes = fc
    .record({ own: sizes({ N: [1, 4], C: [1, 6] }), eps: fc.constantFrom(0, 0.1, 0.25, 1) })
    .map(({ own, eps }) => ({ ...own, eps }));

  test('is the mean of -target log p, and (p - target) / N', () => {
    agrees(id, shapes, (p, inputs) => {
      const [N, C, eps] = [at(p, 'N'), at(p, 'C'), Math.fround(at(p, 'eps'))];
      const out = { p: [] as number[], dz: [] as number[], st: [] as number[] };
      for (const n of range(N)) {
        const z = [...only(inputs, 'z').slice(n * C, (n + 1) * C)];
        const t = only(inputs, 't')[n];
        const own = z.map((v) => Math.exp(v) / total(z.map(Math.exp)));
        const target = range(C).map((c) => (c === t ? 1 - eps : 0) + eps / C);
        out.p.push(...own);
        out.dz.push(...own.map((v, c) => (v - (target[c] ?? NaN)) / N));
        out.st.push(-total(own.map((v, c) => (target[c] ?? NaN) * Math.log(v))));
        out.st.push(z.indexOf(Math.max(...z)) === t ? 1 : 0);
      }
      return { ...out, loss: [total(out.st.filter((_, i) => i % 2 === 0)) / N] };
    });
  });

  test('rows of p sum to 1 and of dz to 0; dz is the slope of the loss', () => {
    onLegal(id, shapes, (p, inputs) => {
      const result = forward(id, p, inputs);
      for (const n of range(at(p, 'N'))) {
        const row = (name: string): Float64Array =>
          only(result, name).slice(n * at(p, 'C'), (n + 1) * at(p, 'C'));
        expect(Math.abs(total(row('p')) - 1)).toBeLessThan(1e-14);
        expect(Math.abs(total(row('dz')))).toBeLessThan(1e-14);
      }
      const some = range(Math.min(3, only(inputs, 'z').length));
      const loss = (z: Float64Array): number =>
        only(forward(id, p, { ...inputs, z }), 'loss')[0] ?? NaN;
      expectSlopes(pick(only(result, 'dz'), some), slopes(only(inputs, 'z'), some, loss));
    });
  });

  test('dz is the adjoint of the loss along any direction: dL(u) = ⟨u, dz⟩', () => {
    onLegal(id, shapes, (p, inputs) => {
      const dz = only(forward(id, p, inputs), 'dz');
      const u = only(seeded(blockNamed(id), p, 77), 'z');
      const along = (step: number): number => {
        const z = only(inputs, 'z').map((v, i) => v + step * (u[i] ?? NaN));
        return only(forward(id, p, { ...inputs, z }), 'loss')[0] ?? NaN;
      };
      expect(Math.abs((along(1e-5) - along(-1e-5)) / 2e-5 - dot(u, dz))).toBeLessThan(1e-7);
    });
  });

  test('logits of ten thousand overflow nothing', () => {
    const inputs = { z: Float64Array.of(1e4, -1e4, 0), t: Float64Array.of(1) };
    for (const round of [exact, Math.fround]) {
      const { p, st } = blockNamed(id).forward({ N: 1, C: 3, eps: 0 }, inputs, round);
      expect([...(p ?? [])]).toEqual([1, 0, 0]);
      expect([...(st ?? [])]).toEqual([20_000, 0]);
    }
  });
});

describe('pooling backward', () => {
  const id = 'pool-backward';
  const shapes = (mode: number): fc.Arbitrary<Parameters> =>
    sizes({ N: [1, 2], C: [1, 2], H: [1, 6], W: [1, 6], k: [1, 4], s: [1, 3], p: [0, 3] }).map(
      (p) => ({ ...p, mode }),
    );

  /** Every window of a plane, as the places of its pixels in the image. */
  function windows(p: Parameters): number[][] {
    const out = (size: string): number =>
      Math.floor((at(p, size) + 2 * at(p, 'p') - at(p, 'k')) / at(p, 's')) + 1;
    return range(out('H')).flatMap((r) =>
      range(out('W')).map((q) =>
        range(at(p, 'k') ** 2).flatMap((tap) => {
          const h = r * at(p, 's') - at(p, 'p') + Math.floor(tap / at(p, 'k'));
          const w = q * at(p, 's') - at(p, 'p') + (tap % at(p, 'k'));
          return h >= 0 && h < at(p, 'H') && w >= 0 && w < at(p, 'W') ? [h * at(p, 'W') + w] : [];
        }),
      ),
    );
  }

  /** Scatter form: each window gives to its pixels. */
  function scattered(
    p: Parameters,
    dy: Float64Array,
    shares: (window: number[], at: number) => [number, number][],
  ): number[] {
    const own = windows(p);
    const plane = at(p, 'H') * at(p, 'W');
    const dx = new Array<number>(at(p, 'N') * at(p, 'C') * plane).fill(0);
    dy.forEach((value, i) => {
      const start = Math.floor(i / own.length) * plane;
      for (const [pixel, share] of shares(own[i % own.length] ?? [], i)) {
        dx[start + pixel] = (dx[start + pixel] ?? NaN) + share * value;
      }
    });
    return dx;
  }

  test('of a maximum, each window gives to its winner', () => {
    agrees(id, shapes(0), (p, inputs) => ({
      dx: scattered(p, only(inputs, 'dy'), (window, i) => {
        const winner = only(inputs, 'arg')[i] ?? NaN;
        return window.includes(winner) ? [[winner, 1]] : [[winner, NaN]];
      }),
    }));
  });

  test('of an average, each window gives all its pixels the same', () => {
    agrees(id, shapes(1), (p, inputs) => ({
      dx: scattered(p, only(inputs, 'dy'), (window) =>
        window.map((pixel) => [pixel, 1 / window.length]),
      ),
    }));
  });

  /** Average pooling forward of all planes. */
  function averaged(p: Parameters, x: Float64Array): number[] {
    const plane = at(p, 'H') * at(p, 'W');
    return range(at(p, 'N') * at(p, 'C')).flatMap((c) =>
      windows(p).map(
        (window) => total(window.map((pixel) => x[c * plane + pixel] ?? NaN)) / window.length,
      ),
    );
  }

  test('it is the adjoint of average pooling', () => {
    onLegal(id, shapes(1), (p, inputs) => {
      const dx = only(forward(id, p, inputs), 'dx');
      const x = seeded(blockNamed(id), p, 77)['dy'] ?? dx;
      const any = dx.map((_, i) => (x[i % x.length] ?? NaN) + i);
      const [left, right] = [dot(averaged(p, any), only(inputs, 'dy')), dot(any, dx)];
      expect(Math.abs(left - right)).toBeLessThan(1e-10 * (1 + Math.abs(left)));
    });
  });

  test('it is the adjoint of taking the winners: ⟨x at arg, dy⟩ = ⟨x, dx⟩', () => {
    onLegal(id, shapes(0), (p, inputs) => {
      const [dx, dy] = [only(forward(id, p, inputs), 'dx'), only(inputs, 'dy')];
      const plane = at(p, 'H') * at(p, 'W');
      const outputs = windows(p).length;
      const x = dx.map((_, i) => (dy[i % dy.length] ?? NaN) + i);
      const taken = [...only(inputs, 'arg')].map(
        (arg, i) => x[Math.floor(i / outputs) * plane + arg] ?? NaN,
      );
      const left = dot(taken, dy);
      expect(Math.abs(left - dot(x, dx))).toBeLessThan(1e-10 * (1 + dot(x, x)));
    });
  });

  test('with the winners of an image it is the slope of max pooling', () => {
    onLegal(
      id,
      shapes(0),
      (p, { dy = new Float64Array() }) => {
        const plane = at(p, 'H') * at(p, 'W');
        // A shuffled ramp: no two pixels are equal, and none is near another.
        const x = Float64Array.from(
          range(at(p, 'N') * at(p, 'C') * plane),
          (i) => (i * 7919) % 104_729,
        );
        const own = windows(p);
        const winner = (values: Float64Array, i: number): number => {
          const start = Math.floor(i / own.length) * plane;
          const window = own[i % own.length] ?? [];
          const seen = window.map((pixel) => values[start + pixel] ?? NaN);
          return window[seen.indexOf(Math.max(...seen))] ?? NaN;
        };
        const arg = dy.map((_, i) => winner(x, i));
        const dx = only(forward(id, p, { dy, arg }), 'dx');
        const loss = (values: Float64Array): number =>
          total(
            dy.map(
              (d, i) => d * (values[Math.floor(i / own.length) * plane + winner(values, i)] ?? NaN),
            ),
          );
        const some = range(Math.min(4, x.length));
        expectSlopes(pick(dx, some), slopes(x, some, loss, 0.25));
      },
      ['uniform'],
    );
  });
});

describe('a step of stochastic gradient descent', () => {
  const rates = fc.constantFrom(0, 0.25, 0.5, 0.9);
  const shapes = fc
    .record({
      n: fc.integer({ min: 0, max: 9 }),
      lr: rates,
      mu: rates,
      wd: rates,
      nesterov: fc.integer({ min: 0, max: 1 }),
    })
    .map((p): Parameters => p);

  test('is the definition, element by element', () => {
    agrees('sgd', shapes, (p, { g = new Float64Array(), w = g, v = g }) => {
      const [lr, mu, wd] = [
        Math.fround(at(p, 'lr')),
        Math.fround(at(p, 'mu')),
        Math.fround(at(p, 'wd')),
      ];
      const gradient = range(g.length).map((i) => (g[i] ?? NaN) + wd * (w[i] ?? NaN));
      const velocity = gradient.map((d, i) => mu * (v[i] ?? NaN) + d);
      const along = gradient.map((d, i) =>
        p['nesterov'] === 1 ? d + mu * (velocity[i] ?? NaN) : (velocity[i] ?? NaN),
      );
      return { w: along.map((d, i) => (w[i] ?? NaN) - lr * d), v: velocity };
    });
  });

  test('a rate of 0 leaves the weights, and inputs are not changed', () => {
    onLegal(
      'sgd',
      shapes.map((p) => ({ ...p, lr: 0 })),
      (p, inputs) => {
        const before = only(inputs, 'w').slice();
        expect(forward('sgd', p, inputs)['w']).toEqual(before);
        expect(inputs['w']).toEqual(before);
      },
    );
  });
});

describe('linear backward', () => {
  const id = 'linear-backward';
  const shapes = sizes({ batch: [1, 5], nin: [1, 5], nout: [1, 5] });

  test('is three sums', () => {
    agrees(id, shapes, (p, { x = new Float64Array(), W = x, dy = x }) => {
      const [batch, nin, nout] = [at(p, 'batch'), at(p, 'nin'), at(p, 'nout')];
      const sum = (n: number, term: (k: number) => number): number => total(range(n).map(term));
      return {
        dx: range(batch).flatMap((n) =>
          range(nin).map((i) =>
            sum(nout, (j) => (dy[n * nout + j] ?? NaN) * (W[i * nout + j] ?? NaN)),
          ),
        ),
        dW: range(nin).flatMap((i) =>
          range(nout).map((j) =>
            sum(batch, (n) => (x[n * nin + i] ?? NaN) * (dy[n * nout + j] ?? NaN)),
          ),
        ),
        db: range(nout).map((j) => sum(batch, (n) => dy[n * nout + j] ?? NaN)),
      };
    });
  });

  test('<dy, x W> = <dW, W> = <dx, x>', () => {
    onLegal(id, shapes, (p, inputs) => {
      const [x, W, dy] = [only(inputs, 'x'), only(inputs, 'W'), only(inputs, 'dy')];
      const [batch, nin, nout] = [at(p, 'batch'), at(p, 'nin'), at(p, 'nout')];
      const { dx, dW } = forward(id, p, inputs);
      const y = range(batch * nout).map((place) =>
        total(
          range(nin).map(
            (i) =>
              (x[Math.floor(place / nout) * nin + i] ?? NaN) *
              (W[i * nout + (place % nout)] ?? NaN),
          ),
        ),
      );
      const wanted = dot(dy, y);
      expect(Math.abs(dot(dW ?? [], W) - wanted)).toBeLessThan(1e-11 * (1 + Math.abs(wanted)));
      expect(Math.abs(dot(dx ?? [], x) - wanted)).toBeLessThan(1e-11 * (1 + Math.abs(wanted)));
    });
  });

  test('gradients are the slopes of sum(y dy)', () => {
    onLegal(id, shapes, (p, inputs) => {
      const [nin, nout] = [at(p, 'nin'), at(p, 'nout')];
      const loss = (x: Float64Array, W: Float64Array): number =>
        total(
          [...only(inputs, 'dy')].map((d, place) => {
            const row = Math.floor(place / nout) * nin;
            return (
              d *
              total(
                range(nin).map((i) => (x[row + i] ?? NaN) * (W[i * nout + (place % nout)] ?? NaN)),
              )
            );
          }),
        );
      const { dx = new Float64Array(), dW = dx } = forward(id, p, inputs);
      const [x, W] = [only(inputs, 'x'), only(inputs, 'W')];
      const [inX, inW] = [range(Math.min(3, x.length)), range(Math.min(3, W.length))];
      expectSlopes(
        pick(dx, inX),
        slopes(x, inX, (v) => loss(v, W)),
      );
      expectSlopes(
        pick(dW, inW),
        slopes(W, inW, (v) => loss(x, v)),
      );
    });
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('training-properties');
});

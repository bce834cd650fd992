import { count, type Shape } from '../../tensor/shape';
import { type Layer, only, patchAt } from '../layer';
import { crop, extent, length } from '../region';

/**
 * x · gate, where a gate [N, C] or [N, C, 1, 1] has one number for each map of x [N, C, H, W] (Hu et al. 2018,
 * Squeeze-and-Excitation, equation 4); a gate of x's own shape works element by element.
 */
export const multiply: Layer = {
  kind: 'multiply',
  label: 'multiply',
  attributes: {},
  shape: ([x = [], gate = []]) => {
    const [of, by] = [extent(x), extent(gate)];
    const fits = isOneAMap(gate) || x.join() === gate.join();
    return of.N === by.N && of.C === by.C && fits
      ? x
      : `a gate has one number for each channel, or as many as x: ${gate.join(' × ')} does not fit ${x.join(' × ')}`;
  },
  needs: (region, [, gate = []], which) =>
    which === 1 && isOneAMap(gate) ? { images: region.images, ...single } : region,
  forward: (call) => {
    const { region, round } = call;
    const spread = isOneAMap(call.shapes[1] ?? []);
    const x = crop(patchAt(call, 0), region);
    const gate = crop(patchAt(call, 1), spread ? { images: region.images, ...single } : region);
    const plane = spread ? length(region.rows) * length(region.cols) : 1;
    const y = new Float64Array(x.length);
    for (let map = 0, i = 0; i < x.length; map++) {
      const by = gate[map] ?? 0;
      for (const end = i + plane; i < end; i++) y[i] = round((x[i] ?? 0) * by);
    }
    return y;
  },
  operations: (inputs) => ({ combined: count(only(inputs)) }),
  memory: 'overwrites',
};

const single = { rows: { from: 0, to: 1 }, cols: { from: 0, to: 1 } };

function isOneAMap(gate: Shape): boolean {
  const { H, W } = extent(gate);
  return H * W === 1;
}

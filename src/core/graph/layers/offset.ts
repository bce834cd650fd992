import { type Layer, only, patchAt } from '../layer';
import { elements, extent, type Interval, length } from '../region';

/** The same map seen from another corner: y[r, q] = x[r + dy, q + dx], and 0 where this lies outside. */
export function offset(dy: number, dx: number): Layer {
  const within = ({ from, to }: Interval, by: number, size: number): Interval => {
    const clip = (at: number): number => Math.min(Math.max(at + by, 0), size);
    return { from: clip(from), to: clip(to) };
  };
  return {
    kind: 'offset',
    label: `offset ${dy}, ${dx}`,
    attributes: { dy, dx },
    shape: only,
    needs: (region, inputs) => {
      const { H, W } = extent(only(inputs));
      return { ...region, rows: within(region.rows, dy, H), cols: within(region.cols, dx, W) };
    },
    forward: (call) => {
      const { region } = call;
      const { data, channels, region: held } = patchAt(call, 0);
      const [height, width] = [length(held.rows), length(held.cols)];
      const y = new Float64Array(elements(region, channels));
      let to = 0;
      for (let map = 0; map < length(region.images) * channels; map++) {
        for (let r = region.rows.from; r < region.rows.to; r++) {
          const row = r + dy - held.rows.from;
          for (let q = region.cols.from; q < region.cols.to; q++, to++) {
            const col = q + dx - held.cols.from;
            const inside = row >= 0 && row < height && col >= 0 && col < width;
            y[to] = inside ? (data[(map * height + row) * width + col] ?? 0) : 0;
          }
        }
      }
      return y;
    },
    operations: () => ({}),
  };
}

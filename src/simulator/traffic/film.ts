import type { TrafficFrame, TrafficRequest } from '../../core/grade/traffic';
import type { Access } from './groups';

export interface Film {
  readonly taken: TrafficFrame[];
  take(
    access: Access,
    now: { workgroup: number; group: number; interval: number },
    start: number,
  ): void;
  missed(): boolean;
}

/** Keeps the frames that a picture wants, and no more. */
export function film({ frames }: TrafficRequest, lanes: number): Film {
  const taken: TrafficFrame[] = [];
  const steps = new Map<string, number>();
  let missed = false;
  return {
    taken,
    take({ site, starts, sizes, lanes: who }, { workgroup, group, interval }, start) {
      if (frames?.workgroup !== workgroup || (frames.site ?? site) !== site) return;
      if (taken.length >= frames.most) {
        missed = true;
        return;
      }
      const key = `${site} ${interval} ${group}`;
      const step = steps.get(key) ?? 0;
      steps.set(key, step + 1);
      const offsets = new Array<number | null>(lanes).fill(null);
      who.forEach((lane, i) => (offsets[lane] ??= (starts[i] ?? 0) - start));
      const bytes = sizes.reduce((sum, size, i) => (who[i] === who[0] ? sum + size : sum), 0);
      taken.push({ site, interval, group, step, offsets, bytes });
    },
    missed: () => missed,
  };
}

import type { Measured } from '../exercise/measured-schema';
import type { Measurement, TimedKernel } from './measurement';

/** What the time of a kernel means. */
export interface Figures {
  /** Bytes a second of compulsory traffic, and its share of the device's own copy. */
  readonly bytesPerSecond: number;
  readonly shareOfCopy: number;
  /** FLOPs a second and their share of the device's peak; nothing where none are counted. */
  readonly flopsPerSecond?: number;
  readonly shareOfPeak?: number;
  readonly itemsPerSecond?: number;
  /**
   * How near the kernel comes to what the roofline allows (Williams, Waterman, Patterson 2009): the larger of the two
   * shares, since the slower of memory and arithmetic sets the pace.
   */
  readonly shareOfRoof: number;
  /** How many times as fast as the naive and the tuned kernel. */
  readonly overNaive?: number;
  readonly overTuned?: number;
}

export function figuresOf(measurement: Measurement, kernel: TimedKernel): Figures {
  const { bytes, flops, items, speeds } = measurement;
  const each = (work: number): number => (work * 1000) / kernel.milliseconds;
  const shareOfCopy = each(bytes) / speeds.copy;
  const shareOfPeak = each(flops) / speeds.arithmetic;
  const ratio = (who: TimedKernel['who']): number | undefined => {
    const other = measurement.kernels.find((one) => one.who === who);
    return other === undefined || who === kernel.who
      ? undefined
      : other.milliseconds / kernel.milliseconds;
  };
  const [overNaive, overTuned] = [ratio('naive'), ratio('tuned')];
  return {
    ...{ bytesPerSecond: each(bytes), shareOfCopy },
    ...(flops > 0 ? { flopsPerSecond: each(flops), shareOfPeak } : {}),
    ...(items === undefined ? {} : { itemsPerSecond: each(items.count) }),
    shareOfRoof: Math.max(shareOfCopy, flops > 0 ? shareOfPeak : 0),
    ...(overNaive === undefined ? {} : { overNaive }),
    ...(overTuned === undefined ? {} : { overTuned }),
  };
}

/**
 * The pass mark and whether it is earned: of the two that an exercise may name, the one that is easier to reach. A
 * processor that plays a GPU is never held to it.
 */
export function markOf(
  { mark }: Measured,
  { adapter, bytes, kernels, speeds }: Measurement,
): Pick<Measurement, 'mark'> {
  const yours = kernels.find(({ who }) => who === 'yours');
  if (mark === undefined || yours === undefined || adapter.software) return {};
  const tuned = kernels.find(({ who }) => who === 'tuned');
  const limits: Omit<NonNullable<Measurement['mark']>, 'earned'>[] = [];
  if (mark.ofCopy !== undefined) {
    const within = (bytes * 1000) / (speeds.copy * mark.ofCopy);
    limits.push({ within, share: mark.ofCopy, of: 'copy' });
  }
  if (mark.ofTuned !== undefined && tuned !== undefined)
    limits.push({ within: tuned.milliseconds / mark.ofTuned, share: mark.ofTuned, of: 'tuned' });
  const [easiest] = limits.sort((a, b) => b.within - a.within);
  if (easiest === undefined) return {};
  return { mark: { ...easiest, earned: yours.milliseconds <= easiest.within } };
}

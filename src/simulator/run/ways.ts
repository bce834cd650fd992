import type { Respect } from '../../core/grade/runner';
import { hostileSchedules, type Schedule, scheduleName } from './schedule';
import type { Settings } from './simulate';

/** A legal way to play the GPU that differs from the usual one in one respect. */
export interface Way {
  readonly respect: Respect;
  readonly settings: Settings;
  /** The usual way and this one, in words that stand after “with”. */
  readonly usual: string;
  readonly other: string;
}

/** Sizes that GPUs have: 4 to 128 lanes. */
const subgroupSizes = [4, 8, 16, 32, 64, 128];

/** All other ways that can matter to a source. A word in a comment costs a few runs, and nothing else. */
export function otherWays(source: string, settings: Settings): Way[] {
  const lanes = /\bsubgroup|\bquad[A-Z]/.test(source);
  const exchanges = source.includes('atomicCompareExchangeWeak');
  return [
    ...otherOrders(settings),
    ...(lanes ? [...otherSizes(settings), otherLanes(settings)] : []),
    ...(exchanges ? [weakExchanges(settings)] : []),
  ];
}

function otherOrders(settings: Settings): Way[] {
  const differs = ({ kind }: Schedule): boolean => kind !== settings.schedule.kind;
  return hostileSchedules.filter(differs).map((schedule) => ({
    respect: 'order',
    settings: { ...settings, schedule },
    usual: scheduleName(settings.schedule),
    other: scheduleName(schedule),
  }));
}

const sizeName = (lanes: number): string => `subgroups of ${lanes} lanes`;

function otherSizes(settings: Settings): Way[] {
  const others = subgroupSizes.filter((size) => size !== settings.subgroupSize);
  return others.map((subgroupSize) => ({
    respect: 'subgroupSize',
    settings: { ...settings, subgroupSize },
    usual: sizeName(settings.subgroupSize),
    other: sizeName(subgroupSize),
  }));
}

function otherLanes(settings: Settings): Way {
  return {
    respect: 'lanes',
    settings: { ...settings, shuffledLanes: 1 },
    usual: 'the invocations in the lanes in their order',
    other: 'the invocations spread over the lanes at random',
  };
}

function weakExchanges(settings: Settings): Way {
  return {
    respect: 'exchange',
    settings: { ...settings, spuriousFailures: true },
    usual: 'exchanges that fail only where the value has changed',
    other: 'exchanges of which some fail although the value has not changed',
  };
}

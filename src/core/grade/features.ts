import type { Outline } from '../outline/outline';
import type { AdapterFacts } from './report';

/** What an `enable` asks of a device, by WebGPU's name of the feature. */
const features: Readonly<Record<string, string>> = { subgroups: 'subgroups', f16: 'shader-f16' };

/**
 * The extensions that a file enables and an adapter has not, by WGSL's names. A compiler would refuse such a file, and
 * that would say nothing about it.
 */
export function lacking({ enables }: Outline, adapter: AdapterFacts | undefined): string[] {
  if (adapter === undefined) return [];
  return enables.filter((name) => {
    const feature = Object.hasOwn(features, name) ? features[name] : undefined;
    return feature !== undefined && !adapter.features.includes(feature);
  });
}

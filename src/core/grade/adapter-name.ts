import type { AdapterFacts } from './report';

/**
 * What a person calls an adapter. Under Vulkan the description is the driver with its version, and the device is the model
 * (`nvidia-h100-80gb-hbm3`); elsewhere it is the other way round, and the device is empty or a number (`0x2330`).
 */
export function adapterName(adapter: Omit<AdapterFacts, 'features' | 'software'>): string {
  const { vendor, architecture, device, description } = adapter;
  // A driver may put its whole version into the description; what comes before the bracket is the name.
  const [described = ''] = description.split(/\s+\(/);
  const driver = /^[^ ]+: [\d. ]+$/.test(described);
  const maker = [vendor, architecture].filter((part) => part !== '').join(' ');
  const known = driver ? [device, described] : [described, device];
  return [...known, maker].find((name) => name !== '') ?? 'unnamed adapter';
}

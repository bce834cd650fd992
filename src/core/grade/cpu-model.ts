import type { AdapterFacts } from './report';

/** The simulator as an adapter: right values, no times. */
export const cpuModel: AdapterFacts = {
  ...{ vendor: 'tilework', architecture: 'simulator', device: '' },
  ...{ description: 'CPU model, not timed', software: true },
  features: ['shader-f16', 'subgroups'],
};

/** Whether a kernel ran on the simulator: then there is no GPU behind the grade, and its checks are in it. */
export const isCpuModel = (adapter: AdapterFacts | undefined): boolean =>
  adapter?.vendor === cpuModel.vendor && adapter.architecture === cpuModel.architecture;

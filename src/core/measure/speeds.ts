import * as z from 'zod';
import type { AdapterFacts } from '../grade/report';

/** What a device reaches at its best, measured with kernels of our own (`device-kernels.ts`). */
export const speedsSchema = z.strictObject({
  /** Bytes a second, read and written, of a copy in loads of four. */
  copy: z.number().gt(0),
  /** FLOPs a second of multiply-adds on registers. */
  arithmetic: z.number().gt(0),
});

export type Speeds = z.infer<typeof speedsSchema>;

/** The speeds of adapters, by `adapterKey`. */
export const knownSpeedsSchema = z.record(z.string(), speedsSchema);
export type KnownSpeeds = z.infer<typeof knownSpeedsSchema>;

/** What tells one adapter from another. */
export const adapterKey = ({ vendor, architecture, device, description }: AdapterFacts): string =>
  [vendor, architecture, device, description].join('/');

import * as z from 'zod';
import { rangeSchema } from './report';

/**
 * What a kernel asked of memory, counted by a stated model and not measured: lanes are taken 32 at a time (a
 * setting), an access to a buffer costs the 128-byte lines and 32-byte sectors that it touches, and workgroup
 * memory has 32 banks of four bytes. The counts are the same on every machine.
 */

const whole = z.int().min(0);
const triple = z.tuple([whole, whole, whole]);

/** A place of the file at which memory is touched. A group's access is what its lanes do there in the same round. */
const site = z.strictObject({
  id: whole,
  range: rangeSchema,
  text: z.string(),
  access: z.enum(['read', 'write', 'atomic']),
  /** Which of the memories below. */
  memory: whole,
  /** Accesses by a group of lanes, by single invocations, and the four-byte words that they moved. */
  groups: whole,
  invocations: whole,
  words: whole,
  /** Sums over the groups: lines and sectors touched, and how few lines would hold the same bytes. */
  lines: whole,
  leastLines: whole,
  sectors: whole,
  /** The most of any one group. */
  mostLines: whole,
  /**
   * Workgroup memory only, otherwise 0. Degree of a group: the most different words in one bank, so how often the
   * memory must be asked. A sum over the groups, the most, and the least that so many words need.
   */
  degree: whole,
  leastDegree: whole,
  mostDegree: whole,
  /** Atomics only, otherwise 0: the most lanes of a group at one address, as a sum and at most. */
  sameAddress: whole,
  mostSameAddress: whole,
});

/** An `if`, a loop's condition or a `switch`; it diverges where the lanes of a group go different ways. */
const branch = z.strictObject({
  range: rangeSchema,
  text: z.string(),
  groups: whole,
  divergent: whole,
});

/** A variable in storage, uniform or workgroup memory. */
const memory = z.strictObject({
  /** As the file calls it. */
  name: z.string(),
  space: z.enum(['storage', 'uniform', 'workgroup']),
  /** As the exercise calls what is bound there. */
  buffer: z.string().optional(),
  /** Four-byte words moved by invocations. */
  read: whole,
  written: whole,
  atomic: whole,
  /** Different words among them; of workgroup memory the sum over the workgroups. Moved by distinct is the reuse. */
  distinct: whole,
});

/** One access of a group of lanes, for a picture. */
const frame = z.strictObject({
  site: whole,
  /** Barriers that the workgroup has passed before. */
  interval: whole,
  /** Which group of lanes of the workgroup. */
  group: whole,
  /** How often this group has come to this site before in this interval. */
  step: whole,
  /** Where in its variable each lane begins, in bytes; null for a lane that is not there. */
  offsets: z.array(whole.nullable()),
  /** Bytes that each lane moves. */
  bytes: whole,
});

/** From one barrier to the next, in the first workgroup: invocations that touch memory, in so many groups of lanes. */
const step = z.strictObject({ lanes: whole, groups: whole });

const pass = z.strictObject({
  entry: z.string(),
  workgroups: triple,
  sites: z.array(site),
  branches: z.array(branch),
  /** The most barriers that a workgroup passes. */
  barriers: whole,
  /** The first steps of the first workgroup; not all of them, where it passes many barriers. */
  steps: z.array(step),
  /**
   * Operations of all invocations, component by component and as the file has them: a compiler may need fewer. An fma is
   * two; an index counts where it is written out.
   */
  operations: z.strictObject({ floats: whole, wholes: whole }),
  /** The most four-byte words of buffers that one invocation loads before it stores something, and where it begins. */
  ahead: z.strictObject({ words: whole, site: whole.optional() }),
  memories: z.array(memory),
  /** Accesses of the workgroup that was asked for, in the order in which they happened. */
  frames: z.array(frame),
  /** True when there were more frames than were asked for. */
  moreFrames: z.boolean(),
  /** False when a group did more between two barriers than is kept: then the counts are too low. */
  complete: z.boolean(),
});

export const trafficSchema = z.strictObject({
  /** Lanes that are taken together. */
  lanes: z.int().min(1),
  passes: z.array(pass),
});

export type Traffic = z.infer<typeof trafficSchema>;
export type TrafficPass = z.infer<typeof pass>;
export type TrafficSite = z.infer<typeof site>;
export type TrafficBranch = z.infer<typeof branch>;
export type TrafficMemory = z.infer<typeof memory>;
export type TrafficFrame = z.infer<typeof frame>;

/** What is to be recorded. Only a runner that counts takes it up. */
export interface TrafficRequest {
  /** Lanes that are taken together; 32 where left out. */
  readonly lanes?: number;
  /** Frames for a picture: of which workgroup (its number in the dispatch), of which site, and how many at most. */
  readonly frames?: {
    readonly workgroup: number;
    readonly site?: number;
    readonly most: number;
  };
}

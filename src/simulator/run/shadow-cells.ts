/** What came before in a race: enough to find the site and the invocation. */
export interface Conflict {
  readonly space: 'workgroup' | 'storage';
  /** Cell of the shadow memory. */
  readonly cell: number;
  readonly earlierStamp: number;
  readonly earlierSite: number;
  readonly earlierWrote: boolean;
  readonly laterSite: number;
  readonly laterWrote: boolean;
}

/** Who did something last to each cell, and where in the text. */
export interface Trail {
  readonly stamps: Int32Array;
  readonly sites: Int32Array;
}

export const trail = (cells: number): Trail => ({
  stamps: new Int32Array(cells),
  sites: new Int32Array(cells),
});

/** Makes the conflict of an access with the one that a trail remembers. */
export type Found = (
  cell: number,
  earlier: Trail,
  earlierWrote: boolean,
  laterSite: number,
  laterWrote: boolean,
) => void;

export function finder(space: Conflict['space'], report: (conflict: Conflict) => void): Found {
  return (cell, { stamps, sites }, earlierWrote, laterSite, laterWrote) => {
    const [earlierStamp = 0, earlierSite = 0] = [stamps[cell], sites[cell]];
    report({ space, cell, earlierStamp, earlierSite, earlierWrote, laterSite, laterWrote });
  };
}

/** The checks of one address space, cell by cell, and the passing of its time. */
export interface SpaceShadow {
  readonly read: (cell: number, site: number) => void;
  readonly write: (cell: number, site: number) => void;
  readonly enter: (invocation: number) => void;
  /** What comes from here on is ordered after all that the workgroup has done before. */
  readonly barrier: () => void;
}

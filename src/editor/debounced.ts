/** Calls `act` once things have been quiet for a while. */
export interface Debounced {
  readonly ring: () => void;
  dispose(): void;
}

export function debounced(milliseconds: number, act: () => void): Debounced {
  let timer: Timer | undefined;
  return {
    ring() {
      clearTimeout(timer);
      timer = setTimeout(act, milliseconds);
    },
    dispose() {
      clearTimeout(timer);
    },
  };
}

/** Where things that must be disposed of are put on the line that makes them; VS Code empties it at the end. */
export interface Disposables {
  push(...items: readonly { dispose(): unknown }[]): number;
}

/** What differs between the extension hosts: Node on a desktop or a server, and the web worker of vscode.dev. */
export interface Host {
  /** Facts for a report about this machine, such as the platform. */
  readonly facts: readonly (readonly [string, string])[];
  /** Starts the background worker of this package in a thread of its own. Rejects where there is none to be had. */
  startWorker(events: WorkerEvents): Promise<HostWorker>;
}

export interface HostWorker {
  post(letter: unknown): void;
  /** Ends it at once, whatever it is doing. */
  terminate(): void;
}

export interface WorkerEvents {
  heard(letter: unknown): void;
  /** The worker is gone, with the reason. */
  crashed(reason: string): void;
}

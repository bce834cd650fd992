/** What differs between the extension hosts: Node on a desktop or a server, and the web worker of vscode.dev. */
export interface Host {
  /** Facts for a report about this machine, such as the platform. */
  readonly facts: readonly (readonly [string, string])[];
}

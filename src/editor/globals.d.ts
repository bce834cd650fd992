// What both extension hosts have, Node and the web worker. The types of either would bring in far more than that.

interface Timer {
  readonly __timer: never;
}
declare function setTimeout(ring: () => void, milliseconds: number): Timer;
declare function clearTimeout(timer: Timer | undefined): void;

declare const performance: { now(): number };
declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array };

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}

import type { Values } from './options';

/** A figure that a paper, its repository or a library prints for a network. */
export interface Published {
  readonly quantity: 'parameters' | 'operations';
  /** As printed: “4.2M”, “3.8G”, “22,855,952”. */
  readonly printed: string;
  readonly source: string;
  /** How the source counts operations (`graph/conventions.ts`); multiply-adds where nothing else is said. */
  readonly convention?: string;
  /** The options for which it was printed, where they are not the defaults. */
  readonly at?: Values;
  /** Nobody has looked it up in the source again. */
  readonly fromMemory?: true;
  /** Why the layers do not give it to the printed digits, where they do not. */
  readonly reason?: string;
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** The number that is printed, and the value of one of its last digit. */
export function readFigure(printed: string): { readonly value: number; readonly unit: number } {
  const [, digits = '', letter = ''] = /^([\d.,]+)([kMG]?)$/.exec(printed) ?? [];
  const plain = digits.replaceAll(',', '');
  const scale = units[letter] ?? NaN;
  const decimals = plain.split('.')[1]?.length ?? 0;
  return { value: Number(plain) * scale, unit: scale * 10 ** -decimals };
}

/** Whether a count is the printed figure: rounded or cut off to its digits, as papers do both. */
export function agrees(count: number, printed: string): boolean {
  const { value, unit } = readFigure(printed);
  return count > value - unit / 2 - 1e-6 && count < value + unit;
}

export function parameters(
  printed: string,
  source: string,
  more: Partial<Published> = {},
): Published {
  return { quantity: 'parameters', printed, source, ...more };
}

export function operations(
  printed: string,
  source: string,
  more: Partial<Published> = {},
): Published {
  return { quantity: 'operations', printed, source, ...more };
}

/** A number that a learner may choose. */
export interface NumberOption {
  readonly default: number;
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
  /** The only legal numbers, where there are few. */
  readonly among?: readonly number[];
}

/** A word that a learner may choose. */
export interface WordOption {
  readonly default: string;
  readonly among: readonly string[];
}

export type OptionName = 'width' | 'resolution' | 'groups' | 'scale' | 'strides' | 'classes';

export const optionNames: readonly OptionName[] = [
  ...(['width', 'resolution', 'groups', 'scale', 'strides', 'classes'] as const),
];

export type Options = Readonly<Partial<Record<OptionName, NumberOption | WordOption>>>;
export type Values = Readonly<Partial<Record<OptionName, number | string>>>;
export type ValuesOf<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends WordOption ? string : number;
};

/** Rows and columns of the picture; windows that do not fit a small one are told by the layer concerned. */
export function resolution(usual: number): NumberOption {
  return { default: usual, from: 1, to: 4096, whole: true };
}

export function classes(usual = 1000): NumberOption {
  return { default: usual, from: 1, to: 100_000, whole: true };
}

/** A factor for the channels of all layers. */
export function factor(): NumberOption {
  return { default: 1, from: 0.01, to: 8, whole: false };
}

export function oneOf(among: readonly number[], usual: number): NumberOption {
  return { default: usual, from: Math.min(...among), to: Math.max(...among), whole: true, among };
}

/** Where a bottleneck halves the map: in the first 1 × 1 as its paper does (v1), or in the 3 × 3 (v1.5). */
export function strides(usual: 'v1' | 'v1.5'): WordOption {
  return { default: usual, among: ['v1', 'v1.5'] };
}

export type Chosen =
  { readonly ok: true; readonly values: Values } | { readonly ok: false; readonly problem: string };

/** Fills in the defaults; an option that is not there or not legal is a problem that says what is. */
export function chosen(network: string, options: Options, asked: Values): Chosen {
  const values: Partial<Record<OptionName, number | string>> = {};
  for (const name of optionNames) {
    const [option, value] = [options[name], asked[name]];
    if (option === undefined) {
      if (value !== undefined) return { ok: false, problem: unknown(network, name, options) };
      continue;
    }
    values[name] = value ?? option.default;
    const legal = illegal(option, values[name]);
    if (legal === undefined) continue;
    const problem = `“${name}” of ${network} is ${legal}, and it is ${values[name]}: write for example --${name} ${option.default}`;
    return { ok: false, problem };
  }
  return { ok: true, values };
}

function unknown(network: string, name: OptionName, options: Options): string {
  const has = optionNames.filter((own) => options[own] !== undefined);
  return `${network} has no option “${name}”: write it without --${name}; it has ${has.join(', ')}`;
}

/** What would be legal, where the value is not. */
function illegal(option: NumberOption | WordOption, value: number | string): string | undefined {
  if (!('from' in option)) {
    return option.among.includes(String(value)) ? undefined : option.among.join(' or ');
  }
  const fits =
    typeof value === 'number' &&
    value >= option.from &&
    value <= option.to &&
    (!option.whole || Number.isSafeInteger(value)) &&
    (option.among?.includes(value) ?? true);
  return fits ? undefined : legalNumbers(option);
}

/** The legal numbers in words: “one of 1, 2, 3”, “a whole number from 1 to 4096”. */
function legalNumbers({ among, whole, from, to }: NumberOption): string {
  if (among !== undefined) return `one of ${among.join(', ')}`;
  return `a ${whole ? 'whole ' : ''}number from ${from} to ${to}`;
}

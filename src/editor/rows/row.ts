import { commands } from '../ids';

/** A row of a native tree view as plain data, so that what a view says can be tested without VS Code. */
export interface Row {
  /** Unique in the view. */
  readonly key: string;
  readonly label: string;
  /** Behind the label, paler. */
  readonly description?: string;
  /** The whole row in words, for a screen reader. */
  readonly spoken: string;
  /** The name of one of VS Code's icons, and its colour if it has one. */
  readonly icon: string;
  readonly colour?: string;
  /** Markdown without HTML. */
  readonly tooltip?: string;
  /** Words that the manifest's menus look for. */
  readonly context?: string;
  /** What a click does. */
  readonly command?: {
    readonly id: string;
    readonly title: string;
    readonly arguments: readonly unknown[];
  };
  /** The id of what the row is about, for the commands of its menu. */
  readonly about?: string;
  readonly children?: readonly Row[];
  /** Whether its children are shown at first. */
  readonly isOpen?: boolean;
}

/** The row that a menu hands to a command; anything may call a command with anything. */
export function rowFrom(argument: unknown): Row | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { key, label, spoken } = argument as Partial<Record<keyof Row, unknown>>;
  const isRow = [key, label, spoken].every((part) => typeof part === 'string');
  return isRow ? (argument as Row) : undefined;
}

/** A command as a row's click runs it. */
export function rowCommand(
  name: keyof typeof commands,
  argument?: unknown,
): NonNullable<Row['command']> {
  const { id, title } = commands[name];
  return { id, title, arguments: argument === undefined ? [] : [argument] };
}

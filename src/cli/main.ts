import { check } from './check';
import { cost } from './cost';
import { type Flags, parse } from './flags';
import { list } from './list';
import { measure } from './measure';
import { papers } from './papers';
import { isRunner } from './supervisor';
import { validate } from './validate';

const usage = `Tilework: the grader of the panel, on the command line.

  tilework list [--json]                     the exercises
  tilework check ID [--kernel FILE] [--plan FILE] [--json]
                                             grade a file (default: tilework/ID.wgsl in this folder)
  tilework check --all [--json]              grade every exercise's own solution
  tilework check ID --race [--kernel FILE] [--json]
                                             look for races, indices out of bounds and barriers that not all
                                             invocations reach, on the small cases, without a GPU
  tilework measure ID [--kernel FILE] [--plan FILE] [--shape N] [--json]
                                             time a file beside the naive and the tuned kernel, and the device
  tilework measure --all [--json]            time every exercise's own solution
  tilework papers [--topic T] [--json|--bibtex]
                                             the papers, with how far their facts are checked
  tilework validate FOLDER                   check content: schema, links, starters, solutions, mutants
  tilework cost [NETWORK] [--layers] [--json]
                [--width W] [--resolution R] [--groups G] [--scale S] [--strides v1|v1.5] [--classes C]
                                             what a network costs, layer by layer (without a name: which there are)

  --runner gpu|simulator
                  run kernels on the GPU (default), or on a model of one that also finds what --race finds
  --software      use SwiftShader even where there is a GPU
  --shape N       measure: at another of the exercise's shapes; a number that is not there lists them
  --limit SECONDS how long one kernel may take (default 60)

An exercise answers to its number and to its folder's name: E07, e7, E07-transpose-through-workgroup-memory.
Exit codes: 0 passed, 1 failed, 2 rejected (it does not compile, or not keep to the contract), 3 no adapter or other trouble.
`;

/** The commands by name; each gives the exit code. */
const commands: Readonly<
  Record<string, (subject: string | undefined, flags: Flags) => Promise<number>>
> = {
  list: async (_, flags) => await list(flags.json),
  check,
  measure,
  papers,
  validate,
  cost,
};

async function main(): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    return complain(error instanceof Error ? error.message : String(error));
  }
  const [name, subject, ...rest] = parsed.positionals;
  if (parsed.values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (!(Number(parsed.values.limit) > 0)) return complain('--limit wants a number of seconds');
  if (!isRunner(parsed.values.runner)) return complain('--runner is gpu or simulator');
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined)
    return complain(name === undefined ? 'what shall I do?' : `there is no command “${name}”`);
  if (rest.length > 0) return complain(`“${rest.join(' ')}” is more than ${String(name)} takes`);
  return await command(subject, parsed.values);
}

function complain(message: string): number {
  process.stderr.write(`tilework: ${message}\n\n${usage}`);
  return 3;
}

// Dawn's threads and the child's channel would keep the process alive.
process.exit(await main());

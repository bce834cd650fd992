import type { Problem } from '../core/grade/report';
import { rangeOf } from '../core/outline/place';
import type { Wait } from './device';
import { scoped } from './scope';

export interface CompiledModule {
  readonly module: GPUShaderModule;
  readonly problems: readonly Problem[];
  readonly ok: boolean;
}

/** Compiles a source and translates the compiler's messages; offsets are UTF-16 in Dawn and in Chromium. */
export async function compileModule(
  device: GPUDevice,
  source: string,
  wait: Wait,
): Promise<CompiledModule> {
  const { value: module } = await scoped(device, wait, () =>
    device.createShaderModule({ code: source }),
  );
  const info = await wait(module.getCompilationInfo());
  const problems = info.messages.map((message) => problemOf(source, message));
  return { module, problems, ok: problems.every((problem) => problem.severity !== 'error') };
}

function problemOf(source: string, message: GPUCompilationMessage): Problem {
  const placed = message.lineNum > 0;
  const range = rangeOf(source, { start: message.offset, end: message.offset + message.length });
  return {
    severity: message.type,
    source: 'compiler',
    message: message.message,
    ...(placed ? { range } : {}),
  };
}

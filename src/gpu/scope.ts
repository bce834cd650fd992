import type { Wait } from './device';

/**
 * Runs `work` inside all three kinds of error scope and gives the first error that they caught, so that no
 * fault of a kernel becomes an uncaptured error of the page. Scopes are popped whatever happens.
 */
export async function scoped<T>(
  device: GPUDevice,
  wait: Wait,
  work: () => T,
): Promise<{ readonly value: T; readonly error: string | undefined }> {
  const filters: readonly GPUErrorFilter[] = ['internal', 'out-of-memory', 'validation'];
  for (const filter of filters) device.pushErrorScope(filter);
  let value: T;
  let popped: Promise<GPUError | null>[];
  try {
    value = work();
  } finally {
    popped = filters.map(() => device.popErrorScope());
  }
  const errors = await wait(Promise.all(popped));
  return { value, error: errors.find((error) => error !== null)?.message };
}

import { describe, expect, test } from 'vitest';
import { simulatorRunner } from '../../../src/simulator/runner';
import { type Form, wrongResults } from '../../conformance/operation';
import { operations } from '../../conformance/tables';

// Which inputs matter was learnt from the WebGPU conformance suite (gpuweb/cts, shader/execution); tables and
// expectations are our own, from exact arithmetic and the accuracy that WGSL asks for.

const runner = simulatorRunner();

describe.each<Form>(['value', 'constant', 'vector'])('as a %s', (form) => {
  const of = operations.filter(({ vectors }) => form !== 'vector' || vectors === true);
  test.each(of.map((operation) => [operation.name, operation] as const))(
    '%s',
    async (_, operation) => {
      const wrong = await wrongResults(runner, operation, form, true);
      expect(wrong.slice(0, 8)).toEqual([]);
      expect(operation.rows.length).toBeGreaterThan(1);
    },
  );
});

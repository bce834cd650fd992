import { describe, expect, test } from 'vitest';
import type { PictureReply } from '../../../src/core/grade/keeping';
import { flowWords, type Pressed } from '../../../webview/panel/flow-words';
import { exercise } from '../../support/kernels';

const L09 = exercise('L09');

const reply = (shows: PictureReply['shows']): PictureReply => ({
  picture: {} as PictureReply['picture'],
  ...{ tensors: [], tensor: 0, shape: [], wrongByPlane: new Uint32Array(), shows },
});

const words = (shows: PictureReply['shows'], change: Partial<Pressed> = {}): string =>
  flowWords('ReLU(batch norm(conv 1 × 1))', {
    ...{ tensor: 'relu1', ran: true, plan: L09.plan, exercise: L09, reply: reply(shows) },
    ...change,
  });

describe('the words over the maps of a tensor', () => {
  test('name the temporary in which the learner’s values lie', () => {
    expect(words('both')).toBe(
      'relu1 = ReLU(batch norm(conv 1 × 1)): what is expected, and what your passes left in “t”.',
    );
    expect(words('both', { tensor: 'y' })).toMatch(/: what is expected, and what you wrote\.$/);
  });

  test('say what to write where the plan stores no such tensor', () => {
    const plan = { ...L09.plan, temps: [] };
    expect(words('expected', { plan })).toMatch(/"is": "relu1" would show yours beside it/);
  });

  test('say why there is nothing to compare yet, or not in this case', () => {
    expect(words('expected', { ran: false })).toMatch(/“uniform”; yours stands .* after a run/);
    expect(words('expected')).toMatch(/“t” is too large in this case to be read back/);
  });

  test('of an input are its name, and where it comes from', () => {
    const of = (ran: boolean): string =>
      flowWords('x', {
        ...{ tensor: 'x', ran, plan: L09.plan, exercise: L09, reply: reply('input') },
      });
    expect(of(true)).toBe('x: an input of the run.');
    expect(of(false)).toBe('x: an input of the family “uniform”.');
  });

  test('say so where nothing is known', () => {
    expect(words('both', { reply: undefined })).toMatch(/its values are not known here/);
  });
});

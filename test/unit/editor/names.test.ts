import { describe, expect, it } from 'vitest';
import { looksLikeOurs, takenId } from '../../../src/editor/custom-form';
import { backupName, idOfPath, learnerFileName } from '../../../src/editor/learner-names';

describe('names of the learner’s files', () => {
  it('lead from the exercise to the file and back', () => {
    expect(idOfPath(`/home/me/w/tilework/${learnerFileName('E07')}`)).toBe('E07');
    expect(idOfPath('/w/tilework/Mine1.wgsl')).toBe('Mine1');
  });

  it.each([
    '/w/E07.wgsl',
    '/w/tilework/x/E07.wgsl',
    '/w/tilework/E07.txt',
    '/w/mytilework/E07.wgsl',
  ])('leave %s alone', (path) => {
    expect(idOfPath(path)).toBeUndefined();
  });

  it('keep backups apart from each other and from exercises', () => {
    const at = new Date('2026-11-24T21:28:05.123Z');
    const names = [0, 1, 2].map((attempt) => backupName('E07', at, attempt));
    expect(names).toEqual([
      'E07.2026-11-24T21-28-05.bak.wgsl',
      'E07.2026-11-24T21-28-05-2.bak.wgsl',
      'E07.2026-11-24T21-28-05-3.bak.wgsl',
    ]);
    expect(names.map((name) => idOfPath(`/w/tilework/${name}`))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('custom exercises', () => {
  it('are known by their keys, even when they are broken', () => {
    expect(looksLikeOurs('{ "formatVersion": 1, "bindings": [ "plan": ')).toBe(true);
    expect(looksLikeOurs('{ "$schema": "../schema/exercise.schema.json" }')).toBe(true);
  });

  it('are not the exercise.json of another program', () => {
    expect(looksLikeOurs('{ "slug": "two-fer", "practices": [], "plan": "x" }')).toBe(false);
    expect(looksLikeOurs('')).toBe(false);
  });

  it('may not take an id that is in use, and are told at its place', () => {
    const text = '{\n  "formatVersion": 1,\n  "id": "E07"\n}';
    const problem = takenId('exercise.json', text, 'E07', 'an exercise of the syllabus');
    expect(problem).toMatchObject({ file: 'exercise.json', line: 2, character: 8 });
    expect(problem.message).toContain('choose another');
  });
});

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jsonSchemas } from '../../../src/cli/schema';
import { root } from '../../support/kernels';

const folder = join(root, 'syllabus/schema');
const schemas = jsonSchemas();

test('every published schema is there, and no other', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(schemas).sort());
});

test.each(Object.entries(schemas))('%s is what `npm run schema` writes', (name, text) => {
  // Compared as data: whether a formatter has been over the file does not matter.
  expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toEqual(JSON.parse(text));
});

test.each(Object.entries(schemas))('%s knows no key but its own', (_, text) => {
  expect(JSON.parse(text)).toMatchObject({ type: 'object', additionalProperties: false });
});

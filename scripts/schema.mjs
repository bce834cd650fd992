// `npm run schema`: writes the JSON schemas that editors complete from. A test fails when they are stale.
import { writeFileSync } from 'node:fs';
import { jsonSchemas } from '../dist/cli/schema.mjs';

for (const [name, text] of Object.entries(jsonSchemas())) {
  writeFileSync(new URL(`../syllabus/schema/${name}`, import.meta.url), text);
}

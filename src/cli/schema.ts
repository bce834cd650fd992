import * as z from 'zod';
import { costSchema } from '../core/cost/report';
import { exerciseSchema, planFileSchema } from '../core/exercise/schema';
import { gradeSchema } from '../core/grade/report';
import { topicSchema } from '../core/syllabus/schema';

/** The published JSON schemas by file name: what editors complete from, and the forms of `check --json` and `cost --json`. */
export function jsonSchemas(): Readonly<Record<string, string>> {
  const forms = {
    exercise: exerciseSchema,
    topic: topicSchema,
    plan: planFileSchema,
    grade: gradeSchema,
    cost: costSchema,
  };
  return Object.fromEntries(
    Object.entries(forms).map(([name, form]) => {
      const schema = z.toJSONSchema(form, { target: 'draft-7', io: 'input' });
      return [`${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`];
    }),
  );
}

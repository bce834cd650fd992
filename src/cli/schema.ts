import * as z from 'zod';
import { costSchema } from '../core/cost/report';
import { planFileSchema } from '../core/exercise/plan-schema';
import { exerciseSchema } from '../core/exercise/schema';
import { gradeSchema } from '../core/grade/report';
import { glossarySchema } from '../core/glossary/schema';
import { groupSchema, personFileSchema } from '../core/group/schema';
import { meetingsSchema } from '../core/syllabus/meetings';
import { paperSchema } from '../core/syllabus/paper';
import { paperListSchema } from '../core/syllabus/paper-list';
import { topicSchema } from '../core/syllabus/schema';

/** The published JSON schemas by file name: what editors complete from, and the forms of `--json`. */
export function jsonSchemas(): Readonly<Record<string, string>> {
  const forms = {
    exercise: exerciseSchema,
    topic: topicSchema,
    paper: paperSchema,
    meetings: meetingsSchema,
    glossary: glossarySchema,
    group: groupSchema,
    person: personFileSchema,
    plan: planFileSchema,
    grade: gradeSchema,
    'paper-list': paperListSchema,
    cost: costSchema,
  };
  return Object.fromEntries(
    Object.entries(forms).map(([name, form]) => {
      const schema = z.toJSONSchema(form, { target: 'draft-7', io: 'input' });
      return [`${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`];
    }),
  );
}

import type { Catalogue } from '../syllabus/catalogue';
import { meetingsFormatVersion, type MeetingPlan } from '../syllabus/meetings';
import type { Group } from './schema';

const noPlan: MeetingPlan = {
  ...{ formatVersion: meetingsFormatVersion, every: 'week', sharing: 'Each person takes a topic.' },
  ...{ people: [], parts: [], meetings: [] },
};

/** The plan of the syllabus with the people and the meetings of a group instead of its own. */
export function planWith({ plan = noPlan }: Catalogue, { people, meetings }: Group): MeetingPlan {
  return { ...plan, people, meetings };
}

import { MEDIA, MEMBERSHIP } from '../claims.ts';
import { groupOf, groupsIn } from '../groups.ts';
import { enrolled, type Lms, lmsUrl } from '../lms.ts';
import type { Course } from '../model.ts';
import { groupContextId, groupId } from '../presets/canvas-ids.ts';
import { notesOf } from '../received.ts';
import { member, ROSTER } from './members.ts';
import { Refusal } from './refusal.ts';
import { service } from './service.ts';

/** GET the roster of a group, by Canvas's number of it (cv: app/controllers/lti/ims/providers/group_memberships_provider.rb). */
export const listGroupMembers = (lms: Lms, path: string) =>
  service(
    lms,
    {
      ...ROSTER,
      courseOf: ({ params }) =>
        lms.courses.find((course) => groupNumbered(lms, course, params.group) !== undefined),
    },
    (call) => {
      const { req, res, course } = call;
      const group = groupNumbered(lms, course, req.params.group);
      if (group === undefined) throw new Refusal(404, lms.preset.notFound('course', req.params.group));
      const people = enrolled(lms, course).filter((person) => groupOf(person, course) === group);
      const title = `Study group ${Number(group) % 100}`;
      notesOf(res).summary = `Reads ${title} of ${course.label} (${people.length})`;
      res.type(MEDIA.members).send(
        JSON.stringify({
          id: lmsUrl(lms, path, { group: groupId(course, group) }),
          context: { id: groupContextId(course, group), title },
          members: people.map((person) => member(lms, call, person, [`${MEMBERSHIP}#Member`])),
        }),
      );
    },
  );

const groupNumbered = (lms: Lms, course: Course, id: unknown): string | undefined =>
  groupsIn(lms, course).find((group) => groupId(course, group) === id);

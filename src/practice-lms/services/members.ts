import { LTI, MEDIA, MEMBERSHIP, SCOPE } from '../claims.ts';
import { activityOfLink, enrolled, type Lms, lmsUrl } from '../lms.ts';
import type { Course, Person } from '../model.ts';
import { type PersonalData, tells } from '../privacy.ts';
import { notesOf, violation } from '../received.ts';
import { rosterPage } from './paging.ts';
import { Refusal } from './refusal.ts';
import { type ServiceCall, type ServiceSpec, service } from './service.ts';

export const ROSTER: ServiceSpec = {
  kind: 'members',
  place: 'members',
  scopes: [SCOPE.members],
  accept: MEDIA.members,
  spec: 'NRPS 2.0',
};

/** GET the roster [NRPS 2.0]: filters `role`, `limit`, `rlid`; the next page only through `Link`. */
export const listMembers = (lms: Lms) =>
  service(lms, ROSTER, (call) => {
    const { req, res, course, tool } = call;
    if (req.params.tool !== undefined && req.params.tool !== tool.deploymentId) {
      throw new Refusal(403, 'This roster is bound to another tool');
    }
    checkLink(lms, call);
    const all = enrolled(lms, course).flatMap((person) => {
      const roles = lms.preset.rosterRoles(person, course);
      return roles && hasRole(roles, req.query.role) ? [{ person, roles }] : [];
    });
    const { members: asked, next } = rosterPage(lms, call, all);
    const members = asked.map(({ person, roles }) => member(lms, call, person, roles));
    if (next) res.set('Link', next);
    notesOf(res).summary = `Reads the roster of ${course.label} (${members.length} of ${all.length})`;
    const params = { course: lms.preset.courseId(course), tool: tool.deploymentId };
    const id = lmsUrl(lms, lms.preset.paths.members, params);
    res.type(MEDIA.members).send(JSON.stringify({ id, context: context(lms, course), members }));
  });

const context = (lms: Lms, course: Course) => ({
  id: lms.preset.contextId(course),
  label: course.label,
  title: course.title,
});

export function member(
  lms: Lms,
  { course, req, tool }: ServiceCall,
  person: Person,
  roles: string[],
): Record<string, unknown> {
  const { rlid } = req.query;
  const isTest = Object.values(person.roles).includes('test-student');
  const told = (what: PersonalData) =>
    tells(lms, tool, what, rlid === undefined ? 'course-roster' : 'link-roster');
  return {
    status: 'Active',
    ...(told('name') && {
      name: person.name,
      given_name: person.givenName,
      family_name: person.familyName,
    }),
    ...(told('email') && !isTest && { email: person.email }),
    user_id: lms.preset.sub(person, course),
    ...lms.preset.rosterMember(lms, person, told),
    roles,
    ...(rlid !== undefined && { message: [{ [`${LTI}message_type`]: 'LtiResourceLinkRequest' }] }),
  };
}

/** A filter may be a full URI or a short name, and so may the roster's own. */
function hasRole(roles: string[], wanted: unknown): boolean {
  const short = (role: string) => role.replace(`${MEMBERSHIP}#`, '');
  return typeof wanted !== 'string' || roles.some((role) => short(role) === short(wanted));
}

function checkLink(lms: Lms, { req, res, tool }: ServiceCall): void {
  const { rlid } = req.query;
  if (rlid === undefined) return;
  if (activityOfLink(lms, String(rlid))?.clientId === tool.clientId) return;
  violation(res, 'NRPS 2.0: rlid is not a link of this tool');
  throw new Refusal(400, 'Tool does not have access to rlid');
}

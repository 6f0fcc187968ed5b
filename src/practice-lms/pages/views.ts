import { issuer, type Lms, lmsUrl, mayOpen } from '../lms.ts';
import type { Course, CourseCopy, Person, RoleInCourse, Tool } from '../model.ts';
import { privacyOf } from '../privacy.ts';

const ROLE_WORDS: Record<Exclude<RoleInCourse, 'test-student'>, string> = {
  teacher: 'teacher',
  ta: 'teaching assistant',
  student: 'student',
  observer: 'observer',
};

export function personJson(lms: Lms, person: Person) {
  const account = lms.preset.account(person, undefined, lms.people);
  return {
    key: person.key,
    sub: person.anonymous ? null : lms.preset.sub(account),
    name: person.name,
    givenName: person.givenName,
    familyName: person.familyName,
    email: person.email,
    roles: person.roles,
    admin: Boolean(person.admin),
    observes: person.observes ?? null,
    anonymous: Boolean(person.anonymous),
  };
}

export const courseJson = (lms: Lms, course: Course) => ({
  key: course.key,
  contextId: lms.preset.contextId(course),
  title: course.title,
  label: course.label,
  copyOf: (course as Partial<CourseCopy>).copyOf ?? null,
});

export const toolJson = (lms: Lms, tool: Tool) => ({
  name: tool.name,
  clientId: tool.clientId,
  deploymentId: tool.deploymentId,
  deploymentIds: [tool.deploymentId],
  loginUrl: tool.loginUrl,
  redirectUris: tool.redirectUris,
  targetLinkUri: tool.targetLinkUri,
  jwksUrl: tool.jwksUrl ?? null,
  state: tool.state ?? 'active',
  scopes: tool.scopes,
  requestedScopes: tool.requestedScopes ?? tool.scopes,
  privacy: privacyOf(lms, tool),
  messages: tool.messages ?? [],
  deepLinking: tool.deepLinking,
  custom: tool.custom,
});

export const urls = (lms: Lms) => ({
  issuer: issuer(lms),
  authUrl: lmsUrl(lms, lms.preset.paths.auth),
  tokenUrl: lmsUrl(lms, lms.preset.paths.token),
  jwksUrl: lmsUrl(lms, lms.preset.paths.jwks),
  openidConfigurationUrl: lmsUrl(lms, lms.preset.paths.openidConfiguration),
});

/** What a person is in a course, in words. */
export function roleWord(lms: Lms, person: Person, course: Course): string {
  const role = person.roles[course.key];
  if (role === 'test-student') return lms.preset.testStudentWord;
  if (role) return ROLE_WORDS[role];
  return person.admin ? 'administrator' : 'visitor';
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', timeZone: 'UTC', timeZoneName: 'short' },
});

/** An ISO 8601 time for reading; what is not one stays as it is. */
export const readable = (time: string | null | undefined): string | undefined => {
  if (!time) return undefined;
  return Number.isNaN(Date.parse(time)) ? time : DATE.format(new Date(time));
};

/** Everyone who may open the course, with a link to the same page as them. */
export const switchTo = (lms: Lms, course: Course, current: Person, rest: string) =>
  lms.people
    .filter((person) => mayOpen(lms, person, course))
    .map((person) => ({
      name: person.name,
      role: roleWord(lms, person, course),
      isCurrent: person === current,
      url: `${courseUrl(lms, person, course)}${rest}`,
    }));

export const courseUrl = (lms: Lms, person: Person, course: Course): string =>
  lmsUrl(lms, '/as/:person/courses/:course', { person: person.key, course: course.key });

export const toolUrl = (lms: Lms, tool: Tool): string =>
  lmsUrl(lms, '/admin/tools/:clientId', { clientId: tool.clientId });

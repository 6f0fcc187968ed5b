import { randomUUID } from 'node:crypto';
import type { Fault } from './faults/fault.ts';
import type { Bucket } from './faults/quota.ts';
import type { JournalEntry } from './journal.ts';
import type { SigningKeys } from './keys.ts';
import type { Launch } from './launch/launch.ts';
import type { Activity, Course, Grade, LineItem, LmsState, Person, Tool } from './model.ts';
import type { Preset } from './presets/preset.ts';
import type { OpenRegistration } from './registration/open.ts';
import type { ToolKeySet } from './tool-keys.ts';

/** What both presets share: where they listen and how they sign. */
export interface Site {
  /** Scheme, host and port, known once the server listens. */
  origin: string;
  keys: SigningKeys;
}

/** Things that live only as long as the process: losing them costs a tool one fresh launch or token. */
export interface Memory {
  launches: Map<string, Launch>;
  /** Access tokens by value. */
  tokens: Map<string, { clientId: string; scopes: string[]; expiresAt: number }>;
  /** jti and nonce values already used, as `kind:client:value`. */
  used: Set<string>;
  toolKeys: Map<string, ToolKeySet>;
  /** Registrations an admin has started, by id. */
  registrations: Map<string, OpenRegistration>;
  /** What is made to go wrong, in the order in which it was switched on. */
  faults: Fault[];
  /** Each tool's use of the platform's quota, by client id. */
  buckets: Map<string, Bucket>;
  journal: JournalEntry[];
  /** Signs what the LMS only reads back itself (Canvas's message hint). */
  secret: Uint8Array;
}

/** One preset, running. */
export interface Lms {
  preset: Preset;
  state: LmsState;
  memory: Memory;
  site: Site;
  people: Person[];
  courses: Course[];
  /** To be called after every change of `state`: schedules a save. */
  changed(): void;
}

export const issuer = (lms: Lms): string => `${lms.site.origin}/${lms.preset.key}`;

/** An absolute URL from one of the preset's path patterns. */
export function lmsUrl(lms: Lms, pattern: string, params: Record<string, string> = {}): string {
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  return issuer(lms) + path;
}

export const nextNumber = (lms: Lms): string => String(lms.state.nextNumber++);

export const personByKey = (lms: Lms, key: unknown): Person | undefined =>
  lms.people.find((person) => person.key === key);

export const courseByKey = (lms: Lms, key: unknown): Course | undefined =>
  lms.courses.find((course) => course.key === key);

/** The course by the id that stands in service URLs. */
export const courseById = (lms: Lms, id: unknown): Course | undefined =>
  lms.courses.find((course) => lms.preset.courseId(course) === id);

export const toolByClientId = (lms: Lms, clientId: unknown): Tool | undefined =>
  lms.state.tools.find((tool) => tool.clientId === clientId);

/** A pending tool is registered and not yet let in. */
export const isActive = (tool: Tool): boolean => tool.state !== 'pending';

export const activeTools = (lms: Lms): Tool[] => lms.state.tools.filter(isActive);

export const activityById = (lms: Lms, id: unknown): Activity | undefined =>
  lms.state.activities.find((activity) => activity.id === id);

export const activitiesOf = (lms: Lms, course: Course): Activity[] =>
  lms.state.activities.filter((activity) => activity.course === course.key);

export const activityOfLink = (lms: Lms, resourceLinkId: string | undefined): Activity | undefined =>
  lms.state.activities.find((activity) => activity.resourceLinkId === resourceLinkId);

export const itemsOfLink = (lms: Lms, resourceLinkId: string): LineItem[] =>
  lms.state.lineItems.filter((item) => item.resourceLinkId === resourceLinkId);

export const coupledItem = (lms: Lms, activity: Activity): LineItem | undefined =>
  itemsOfLink(lms, activity.resourceLinkId).find((item) => item.coupled);

export const gradeOf = (lms: Lms, lineItemId: string, person: string): Grade | undefined =>
  indexOf(lms.state.grades).get(cellKey(lineItemId, person));

/** The grade of one person in one column, made empty if there is none yet. */
export function gradeFor(lms: Lms, lineItemId: string, person: string): Grade {
  const found = gradeOf(lms, lineItemId, person);
  if (found) return found;
  const grade: Grade = { ...EMPTY_GRADE, lineItemId, person, comments: [] };
  lms.state.grades.push(grade);
  indexOf(lms.state.grades).set(cellKey(lineItemId, person), grade);
  return grade;
}

const cellKey = (lineItemId: string, person: string): string => `${lineItemId} ${person}`;

/** Whoever removes or moves a grade makes a new array, and so a new index. */
const indexes = new WeakMap<Grade[], Map<string, Grade>>();

function indexOf(grades: Grade[]): Map<string, Grade> {
  const known = indexes.get(grades);
  if (known) return known;
  const index = new Map(grades.map((grade) => [cellKey(grade.lineItemId, grade.person), grade]));
  indexes.set(grades, index);
  return index;
}

const EMPTY_GRADE: Omit<Grade, 'lineItemId' | 'person'> = {
  score: null,
  comments: [],
  feedback: null,
  timestamp: null,
  submittedAt: null,
  attempts: 0,
  activityProgress: null,
  gradingProgress: null,
  submissionUrl: null,
  overridden: false,
  result: null,
  lastBody: null,
};

/** A grade disappears with its column, or with its student. */
export function forgetGrades(lms: Lms, isGone: (grade: Grade) => boolean): void {
  lms.state.grades = lms.state.grades.filter((grade) => !isGone(grade));
}

/** Everyone who has a place in the course; an admin has none. */
export const enrolled = (lms: Lms, course: Course): Person[] =>
  lms.people.filter((person) => person.roles[course.key]);

/** Whether the person may open the course at all: members, admins, and visitors of public courses. */
export const mayOpen = (lms: Lms, person: Person, course: Course): boolean =>
  Boolean(person.roles[course.key] || person.admin || (person.anonymous && lms.preset.publicCourses));

export const mayEdit = (lms: Lms, person: Person, course: Course): boolean => {
  const role = person.roles[course.key];
  return Boolean(person.admin || (role && lms.preset.editors.includes(role)));
};

export const mayGrade = (person: Person, course: Course): boolean =>
  Boolean(person.admin || ['teacher', 'ta'].includes(person.roles[course.key] ?? ''));

/** True the first time a value is seen, false when it is used again. */
export function firstUse(lms: Lms, kind: string, clientId: string, value: unknown): boolean {
  const key = `${kind}:${clientId}:${String(value)}`;
  if (lms.memory.used.has(key)) return false;
  lms.memory.used.add(key);
  return true;
}

export const randomToken = (): string => randomUUID().replaceAll('-', '') + randomUUID().replaceAll('-', '');

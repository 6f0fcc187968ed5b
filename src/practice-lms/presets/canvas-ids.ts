import { createHash } from 'node:crypto';
import type { Course, Person } from '../model.ts';

export const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** UUID-like, the same in every run. */
export function uuid(text: string): string {
  const h = hex(text);
  return [h.slice(0, 8), h.slice(8, 12), `4${h.slice(13, 16)}`, `a${h.slice(17, 20)}`, h.slice(20, 32)].join(
    '-',
  );
}

const subs = new Map<string, string>();

/** Hashed once: a big course is asked for it again and again. */
function subOfKey(key: string): string {
  const known = subs.get(key);
  if (known) return known;
  const made = uuid(`canvas ${key}`);
  subs.set(key, made);
  return made;
}

/** Past ids are served wherever there is one (cv: app/models/user_past_lti_id.rb). */
export const sub = (person: Person, course?: Course): string =>
  subOfKey((course && person.pastIds?.[course.key]) ?? person.key);

/** The LTI id, a past one, or Canvas's own numeric id (cv: concerns/gradebook_services.rb). */
export const isUser = (person: Person, userId: unknown): boolean =>
  userId === sub(person) || isPastId(person, userId) || (isShort(userId) && userId === numericId(person));

const isPastId = ({ pastIds }: Person, userId: unknown): boolean =>
  pastIds !== undefined && Object.values(pastIds).some((key) => key && subOfKey(key) === userId);

export const numericId = (person: Person): string => String(1000 + person.number);

const isShort = (userId: unknown): boolean => typeof userId === 'string' && userId.length < 20;

/** Canvas's own number of a group, and the opaque id that it has as a context (cv: Lti::Asset.opaque_identifier_for). */
export const groupId = ({ number }: Course, group: string): string => String(number * 10_000 + Number(group));
export const groupContextId = ({ key }: Course, group: string): string =>
  hex(`group ${key} ${group}`).slice(0, 40);

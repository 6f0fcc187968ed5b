import { roleFrom } from '../domain/actor.ts';
import { lookAgain } from '../domain/delivery.ts';
import { differenceOf } from '../domain/roster.ts';
import type { RosterMember } from '../lti/roster.ts';
import type { Store } from '../store/index.ts';
import type { Told } from '../store/members.ts';
import type { ListedMember } from '../store/roster.ts';

/** One reading of a course's roster, or of what changed in it. */
export interface Reading {
  courseId: string;
  /** Later readings have higher numbers, in whichever process. */
  number: number;
  at: Date;
  /** Whether somebody new has joined: not in the first roster, where everybody is new. */
  tells: boolean;
}
type RosterStore = Pick<Store, 'roster' | 'sessions' | 'grades'>;

/** So many members are held at a time, however long a page is. */
export const PART = 500;

/** Takes in a page of a roster, part by part. */
export async function takePage(store: RosterStore, reading: Reading, page: RosterMember[]): Promise<void> {
  for (let from = 0; from < page.length; from += PART) {
    const part = page.slice(from, from + PART);
    await takePart(
      store,
      reading,
      part.map(({ sub, name, email, roles }) => ({ sub, name, email, ...roleFrom(roles) })),
    );
  }
}

/**
 * Takes in some members as the LMS lists them. What follows from it comes first: where the process dies in between,
 * the next reading finds the same once more.
 */
export async function takePart(store: RosterStore, reading: Reading, listed: Told[]): Promise<void> {
  const { courseId, number, at, tells } = reading;
  const bySub = new Map(listed.map((told) => [told.sub, told]));
  const known = await store.roster.known(courseId, [...bySub.keys()]);
  const entries = [...bySub.values()].map((told) => {
    const before = known.get(told.sub) ?? null;
    return { told, known: before, ...differenceOf(before, told.role) };
  });
  const idsOf = (which: (one: (typeof entries)[number]) => boolean) =>
    entries.filter(which).flatMap(({ known }) => known?.id ?? []);
  // Rights are those of the launch. Whoever the LMS gives less than before shows by a new launch what is left.
  await store.sessions.endOfMembers(
    courseId,
    idsOf(({ lowered }) => lowered),
  );
  const back = idsOf(({ change }) => change?.what === 'back');
  // An LMS may have forgotten the grade of somebody who left, and had no place for one given meanwhile.
  if (back.length > 0)
    await store.grades.changeDeliveries({ courseId, memberId: { $in: back } }, at, (delivery) =>
      lookAgain(delivery, at),
    );
  await store.roster.take(courseId, { reading: number, at, tells }, entries);
}

/** Whoever the whole roster did not list has left. */
export async function dropUnlisted(store: RosterStore, reading: Reading): Promise<void> {
  const { courseId, number } = reading;
  for (;;) {
    const gone = await store.roster.lacking(courseId, number, PART);
    if (gone.length === 0) return;
    await drop(store, reading, gone);
  }
}

/** These have left, as the LMS says. */
export async function dropThese(store: RosterStore, reading: Reading, subs: string[]): Promise<void> {
  for (let from = 0; from < subs.length; from += PART) {
    const known = await store.roster.known(reading.courseId, subs.slice(from, from + PART));
    await drop(
      store,
      reading,
      [...known.values()].filter(({ enrolled }) => enrolled),
    );
  }
}

async function drop(
  store: RosterStore,
  { courseId, at, tells }: Reading,
  gone: ListedMember[],
): Promise<void> {
  await store.sessions.endOfMembers(
    courseId,
    gone.map(({ id }) => id),
  );
  await store.roster.drop(gone, { at, tells });
}

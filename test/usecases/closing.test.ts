import assert from 'node:assert/strict';
import type { Actor } from '../../src/domain/actor.ts';
import { Conflict } from '../../src/domain/errors.ts';
import type { Store } from '../../src/store/index.ts';
import { deletePost } from '../../src/usecases/deletePost.ts';
import { editPost } from '../../src/usecases/editPost.ts';
import { lockDiscussion, lockThread, unlockDiscussion, unlockThread } from '../../src/usecases/lockThread.ts';
import { muteStudent, unmuteStudent } from '../../src/usecases/muteStudent.ts';
import { createDiscussion } from '../../src/usecases/setUpDiscussion.ts';
import { writePost } from '../../src/usecases/writePost.ts';
import { type FreshStore, freshStore, later } from '../store/freshStore.ts';
import { CHOICES } from './classroom.ts';

/** Of each kind; every round begins the closing a little later in what the student does. */
const ROUNDS = 12;

describe('What is closed while somebody writes', () => {
  let fresh: FreshStore;
  let teacher: Actor;
  let student: Actor;
  let discussionId: string;
  let minutes = 0;

  before(async () => {
    fresh = await freshStore();
    const { courses, members } = fresh.store;
    const about = { title: 'History', family: 'canvas', rosterUrl: null } as const;
    const { id: courseId } = await courses.seen(
      { platformId: 'p', deploymentId: 'd', contextId: 'c' },
      about,
    );
    const actor = async (sub: string, role: Actor['role']): Promise<Actor> => {
      const member = await members.launched(courseId, { sub, name: sub, role, testUser: false });
      return { memberId: member.id, courseId, role };
    };
    teacher = await actor('rosa', 'instructor');
    student = await actor('ana', 'learner');
    ({ id: discussionId } = await createDiscussion(
      fresh.store,
      teacher,
      CHOICES,
      crypto.randomUUID(),
      later(0),
    ));
  });
  after(() => fresh?.close());

  const write = (store: Store, text: string, parentId: string | null) => {
    const typed = { text, format: 'plain', title: '', requestId: crypto.randomUUID() } as const;
    return writePost(store, student, { ...typed, discussionId, parentId }, later(60 * minutes));
  };

  /** How it is closed, and opened again. */
  const closings: Record<
    string,
    (threadId: string) => [(now: Date) => Promise<unknown>, () => Promise<unknown>]
  > = {
    'by muting its author': () => {
      const whom = { discussionId, memberId: student.memberId };
      return [
        (now) => muteStudent(fresh.store, teacher, { ...whom, reason: 'A while.' }, now),
        () => unmuteStudent(fresh.store, teacher, whom, later(0)),
      ];
    },
    'by locking the thread': (postId) => [
      (now) => lockThread(fresh.store, teacher, { discussionId, postId, reason: '' }, now),
      () => unlockThread(fresh.store, teacher, { discussionId, postId }, later(0)),
    ],
    'by locking the discussion': () => [
      (now) => lockDiscussion(fresh.store, teacher, { discussionId, reason: '' }, now),
      () => unlockDiscussion(fresh.store, teacher, discussionId, later(0)),
    ],
  };

  for (const [how, closing] of Object.entries(closings))
    it(`${how} stays as it is from then on: what began before is there by then, or refused`, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        minutes += 1;
        const { id: postId } = await write(fresh.store, `A post, ${minutes}.`, null);
        const { id: doomed } = await write(fresh.store, `To be deleted, ${minutes}.`, postId);
        const [close, open] = closing(postId);
        const edit = { title: '', format: 'plain', text: 'Changed.', seen: null } as const;
        const now = later(60 * minutes);
        // In another process.
        const acts = [
          editPost(fresh.other, student, { discussionId, postId, ...edit }, now),
          write(fresh.other, 'A reply.', postId),
          ...(how.includes('mut')
            ? []
            : [deletePost(fresh.other, student, { discussionId, postId: doomed }, now)]),
        ];
        const ends = Promise.allSettled(acts);
        for (let turn = 0; turn < round; turn++) await fresh.store.isReachable();
        await close(now);
        const closed = await inThread(postId);
        for (const end of await ends)
          if (end.status === 'rejected') assert.ok(end.reason instanceof Conflict, String(end.reason));
        assert.deepEqual(await inThread(postId), closed, `round ${round}`);
        await assert.rejects(write(fresh.other, 'Too late.', postId), Conflict);
        await open();
      }
    });

  const inThread = (threadId: string) =>
    fresh.connection
      .collection('posts')
      .find({ threadId }, { projection: { text: 1, deletedAt: 1 } })
      .sort({ number: 1 })
      .toArray();
});

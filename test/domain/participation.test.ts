import assert from 'node:assert/strict';
import type { Role } from '../../src/domain/actor.ts';
import { participation, wouldNotCount } from '../../src/domain/participation.ts';
import type { Contribution } from '../../src/domain/post.ts';
import { hour, post, reply, ruleset, type SetUp, STUDENT } from './contributions.ts';

const now = hour(1000);
const measure = (contributions: Contribution[], setUp: Partial<SetUp> = {}) =>
  participation(ruleset({ maximum: 10, ...setUp }), contributions, STUDENT, now);
const met = (contributions: Contribution[], setUp: Partial<SetUp> = {}) =>
  measure(contributions, setUp).entries.map(({ evidence }) => evidence?.postId ?? null);
const unused = (contributions: Contribution[], setUp: Partial<SetUp> = {}) =>
  measure(contributions, setUp).unused.map(({ postId, reason }) => `${postId} ${reason}`);

describe('Participation', () => {
  it('earns everything with a post and replies to two classmates', () => {
    const { earned, maximum, complete, nextStep } = measure([
      post('p', 1),
      reply('a', 2, 'ana'),
      reply('b', 3, 'ben'),
    ]);
    assert.deepEqual(
      { earned, maximum, complete, nextStep },
      { earned: 10, maximum: 10, complete: true, nextStep: null },
    );
  });

  it('names the post, the time, the revision and the words that earned a point', () => {
    const [, first] = measure([
      post('p', 1),
      reply('12.4', 2, 'ana', {
        revisions: [
          [2, 30],
          [5, 60],
        ],
      }),
    ]).entries;
    assert.deepEqual(first, {
      requirementId: 'reply-1',
      kind: 'reply',
      possible: 2,
      points: 2,
      met: true,
      lost: 0,
      evidence: {
        postId: '12.4',
        label: '12.4',
        postedAt: hour(2),
        at: hour(2),
        revision: 2,
        words: 60,
        late: false,
        lateByMs: 0,
        answersAuthorId: 'ana',
        editedAfterDue: false,
      },
      shortfall: null,
    });
  });

  it('is nothing, with the post as the next step, for somebody who wrote nothing', () => {
    const { earned, complete, nextStep, lastActivityAt } = measure([post('p', 1, { authorId: 'ana' })]);
    assert.deepEqual(
      { earned, complete, lastActivityAt },
      { earned: 0, complete: false, lastActivityAt: null },
    );
    assert.deepEqual(nextStep, { requirementId: 'post', kind: 'post', dueAt: null, overdue: false });
  });

  it('is scaled to the maximum', () => {
    assert.equal(measure([post('p', 1), reply('a', 2, 'ana')], { maximum: 25 }).earned, 20);
  });

  it('does not let extra replies replace a missing post', () => {
    const replies = ['ana', 'ben', 'cai', 'dov'].map((to, index) => reply(to, index, to));
    const { earned, complete } = measure(replies);
    assert.deepEqual({ earned, complete }, { earned: 4, complete: false });
    assert.deepEqual(unused(replies), ['cai extra', 'dov extra']);
  });

  it('does not let extra posts replace a missing reply', () => {
    assert.equal(measure([post('p', 1), post('q', 2)]).earned, 6);
    assert.deepEqual(unused([post('p', 1), post('q', 2)]), ['q extra']);
  });

  it('knows when the student last wrote or edited', () => {
    const edited = post('p', 1, {
      revisions: [
        [1, 10],
        [9, 12],
      ],
    });
    assert.deepEqual(measure([edited, reply('a', 4, 'ana')]).lastActivityAt, hour(9));
  });
});

describe('A reply', () => {
  it('counts whether or not the post it answers still exists', () => {
    assert.deepEqual(met([reply('a', 2, 'ana', { parentId: 'deleted-long-ago' })]), [null, 'a', null]);
  });

  it('to oneself never counts', () => {
    assert.deepEqual(met([reply('s', 2, STUDENT)]), [null, null, null]);
    assert.deepEqual(unused([reply('s', 2, STUDENT)]), ['s own-post']);
  });

  it('to the teacher counts only where that is allowed', () => {
    const replies = [
      reply('t', 2, 'tess', { parentAuthorRole: 'instructor' }),
      reply('u', 3, 'uma', { parentAuthorRole: 'assistant' }),
    ];
    assert.deepEqual(unused(replies), ['t instructor', 'u instructor']);
    assert.deepEqual(met(replies, { repliesToInstructorCount: true }), [null, 't', 'u']);
  });

  it('to the same classmate counts once where different ones are asked', () => {
    const replies = [reply('a1', 2, 'ana'), reply('a2', 3, 'ana'), reply('b', 4, 'ben')];
    assert.deepEqual(met(replies), [null, 'a1', 'b']);
    assert.deepEqual(unused(replies), ['a2 same-classmate']);
    assert.deepEqual(met(replies, { differentClassmates: false }), [null, 'a1', 'a2']);
  });

  it('to the same classmate, when everything asked is there, is just extra', () => {
    assert.deepEqual(unused([reply('a', 2, 'ana'), reply('b', 3, 'ben'), reply('a2', 4, 'ana')]), [
      'a2 extra',
    ]);
  });

  it('counts in the order of time', () => {
    const [first, second, third] = [reply('z', 2, 'cai'), reply('y', 3, 'ben'), reply('x', 4, 'ana')];
    assert.deepEqual(met([third, second, first] as Contribution[]), [null, 'z', 'y']);
  });

  it('beyond what is asked is extra, also where no reply is asked at all', () => {
    assert.deepEqual(unused([reply('a', 2, 'ana')], { replies: 0 }), ['a extra']);
  });
});

describe('What never counts', () => {
  it('is a blank post', () => {
    const blank = post('p', 1, { revisions: [[1, 0]] });
    assert.deepEqual(met([blank]), [null, null, null]);
    assert.deepEqual(unused([blank]), ['p blank']);
    assert.deepEqual(unused([post('p', 1, { revisions: [] })]), ['p blank']);
  });

  it('is a post its author deleted', () => {
    assert.deepEqual(unused([post('p', 1, { deletedAt: hour(2) })]), ['p deleted']);
    assert.deepEqual(met([post('p', 1, { deletedAt: hour(2) }), post('q', 3)]), ['q', null, null]);
  });

  it('is a post a teacher hid', () => {
    assert.deepEqual(unused([post('p', 1, { hiddenAt: hour(2) })]), ['p hidden']);
  });
});

describe('One more reply', () => {
  const why = (
    to: string,
    contributions: Contribution[],
    setUp: Partial<SetUp> = {},
    role: Role = 'learner',
  ) =>
    wouldNotCount(
      ruleset({ maximum: 10, ...setUp }),
      contributions,
      STUDENT,
      { authorId: to, authorRole: role },
      now,
    );
  const once = [post('p', 1), reply('a', 2, 'ana')];

  it('to whom one has answered counts for nothing where another classmate is asked, and says why', () => {
    assert.equal(why('ana', once), 'same-classmate');
    assert.equal(why('ben', once), null);
    assert.equal(why('ana', once, { differentClassmates: false }), null);
    assert.equal(why('ana', []), null);
  });

  it('counts where the one before was too short, was taken back or hidden', () => {
    const short = reply('a', 2, 'ana', { revisions: [[2, 10]] });
    assert.equal(why('ana', [short], { replyMinimumWords: 50 }), null);
    assert.equal(why('ana', [reply('a', 2, 'ana', { deletedAt: hour(3) })]), null);
    assert.equal(why('ana', [reply('a', 2, 'ana', { hiddenAt: hour(3) })]), null);
  });

  it('to a teacher or to oneself counts for nothing, unless the teacher’s is asked as well', () => {
    assert.equal(why('rosa', once, {}, 'instructor'), 'instructor');
    assert.equal(why('rosa', once, { repliesToInstructorCount: true }, 'instructor'), null);
    assert.equal(why(STUDENT, once), 'own-post');
  });

  it('is nobody’s concern where none is asked any more', () => {
    assert.equal(why('ana', [...once, reply('b', 3, 'ben')]), null);
    assert.equal(why('ana', once, { excused: true }), null);
    assert.equal(why('ana', once, { replies: 1 }), null);
  });
});

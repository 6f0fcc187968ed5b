import assert from 'node:assert/strict';
import type { Requirement } from '../../src/domain/discussion.ts';
import { participation } from '../../src/domain/participation.ts';
import type { Contribution } from '../../src/domain/post.ts';
import { hour, reply, STUDENT } from './contributions.ts';

const now = hour(1000);

describe('Requirements that differ', () => {
  const asked = (id: string, more: Partial<Requirement>): Requirement => ({
    id,
    kind: 'reply',
    points: 2,
    minimumWords: 0,
    dueAt: null,
    differentClassmate: true,
    ...more,
  });
  const assigned = (requirements: Requirement[], contributions: Contribution[]) =>
    participation(
      { requirements, maximum: 10, repliesToInstructorCount: false },
      contributions,
      STUDENT,
      now,
    ).entries.map(({ evidence }) => evidence?.postId ?? null);

  it('leave the only long reply to the requirement that needs it', () => {
    const replies = [reply('long', 1, 'ana'), reply('short', 2, 'ben', { revisions: [[2, 10]] })];
    assert.deepEqual(assigned([asked('any', {}), asked('long', { minimumWords: 50 })], replies), [
      'short',
      'long',
    ]);
  });

  it('leave a classmate to the requirement that can be met with nobody else', () => {
    const replies = [
      reply('a-long', 1, 'ana'),
      reply('b-short', 2, 'ben', { revisions: [[2, 10]] }),
      reply('a-short', 3, 'ana', { revisions: [[3, 10]] }),
    ];
    assert.deepEqual(assigned([asked('any', {}), asked('long', { minimumWords: 50 })], replies), [
      'b-short',
      'a-long',
    ]);
  });

  it('give the reply to the requirement worth more when it is the only one', () => {
    const requirements = [asked('little', { points: 1 }), asked('much', { points: 4 })];
    assert.deepEqual(assigned(requirements, [reply('a', 1, 'ana')]), [null, 'a']);
  });

  it('let one reply alone ask for somebody else', () => {
    const requirements = [
      asked('1', { differentClassmate: false }),
      asked('2', { differentClassmate: false }),
      asked('3', {}),
    ];
    const replies = [reply('a', 1, 'ana'), reply('b', 2, 'ben'), reply('a2', 3, 'ana')];
    assert.deepEqual(assigned(requirements, replies), ['a', 'a2', 'b']);
    assert.deepEqual(assigned(requirements, [reply('a', 1, 'ana'), reply('a2', 2, 'ana')]), [
      'a',
      'a2',
      null,
    ]);
  });

  it('are met on time by as many as can be', () => {
    const requirements = [asked('soon', { dueAt: hour(5) }), asked('later', { dueAt: hour(20) })];
    assert.deepEqual(assigned(requirements, [reply('b', 9, 'ben'), reply('a', 4, 'ana')]), ['a', 'b']);
  });

  it('worth nothing are still met', () => {
    const requirements = [asked('worth', {}), asked('for nothing', { points: 0, minimumWords: 5 })];
    assert.deepEqual(assigned(requirements, [reply('a', 1, 'ana'), reply('b', 2, 'ben')]), ['a', 'b']);
  });
});

import assert from 'node:assert/strict';
import {
  countsInStatistics,
  isGraded,
  isLess,
  lookingAs,
  mayGrade,
  mayLookAs,
  mayRead,
  maySetUp,
  mayWrite,
  moreOf,
  ownEyes,
  type Role,
  roleFrom,
  teaches,
} from '../../src/domain/actor.ts';

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2';
const M = `${LIS}/membership`;
const TEST_USER = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';
const role = (...names: string[]) => roleFrom(names).role;

describe('The role in a course', () => {
  it('is read from membership roles', () => {
    assert.equal(role(`${M}#Instructor`), 'instructor');
    assert.equal(role(`${M}#Learner`), 'learner');
    assert.equal(role(`${M}#ContentDeveloper`), 'designer');
    assert.equal(role(`${M}#Mentor`), 'observer');
  });

  it('is read from short names, as Moodle’s roster writes them', () => {
    assert.equal(role('Instructor'), 'instructor');
    assert.equal(role('Learner'), 'learner');
  });

  it('is guest for no role, an unknown role or a membership without a part in teaching', () => {
    assert.equal(role(), 'guest');
    assert.equal(role('Wizard', `${M}#Astronaut`, 'urn:lti:instrole:ims/lis/Instructor'), 'guest');
    assert.equal(role(`${M}#Administrator`, `${M}#Manager`, `${M}#Member`, `${M}#Officer`), 'guest');
  });

  it('never comes from the institution: a teacher elsewhere who studies here is a learner', () => {
    assert.equal(role(`${LIS}/institution/person#Instructor`, `${M}#Learner`), 'learner');
    assert.equal(role(`${LIS}/institution/person#Instructor`), 'guest');
    assert.equal(role(`${LIS}/institution/person#Student`), 'guest');
  });

  it('never comes from a vocabulary that only looks alike', () => {
    assert.equal(role('http://example.org/vocab/lis/v2/membership#Instructor'), 'guest');
    assert.equal(role(`x${M}#Instructor`, `${M}#Instructor x`), 'guest');
  });

  it('is the most privileged of several', () => {
    assert.equal(role(`${M}#Learner`, `${M}#Instructor`), 'instructor');
    assert.equal(role(`${M}#Mentor`, `${M}#Learner`), 'learner');
    assert.equal(role(`${M}#Learner`, `${M}#ContentDeveloper`), 'designer');
  });

  it('is assistant for the sub-role in any spelling', () => {
    for (const name of [
      `${M}/Instructor#TeachingAssistant`,
      `${M}/instructor#TeachingAssistant`,
      `${M}#TeachingAssistant`,
      `${M}/Instructor#TeachingAssistantSection`,
      'TeachingAssistant',
    ])
      assert.equal(role(name), 'assistant', name);
  });

  it('stays assistant with the principal role beside it, as Canvas sends both', () => {
    assert.equal(role(`${M}#Instructor`, `${M}/Instructor#TeachingAssistant`), 'assistant');
    assert.equal(role(`${M}/instructor#TeachingAssistant`, `${M}#Instructor`, `${M}#Learner`), 'assistant');
  });

  it('follows the principal of other sub-roles', () => {
    assert.equal(role(`${M}/Instructor#Lecturer`), 'instructor');
    assert.equal(role(`${M}/Learner#NonCreditLearner`), 'learner');
    assert.equal(role(`${M}/Manager#Observer`, `${M}/Learner#TeachingAssistant`), 'learner');
  });

  it('says who is Canvas’s test student', () => {
    assert.deepEqual(roleFrom([`${M}#Learner`, TEST_USER]), {
      role: 'learner',
      testUser: true,
      administrator: false,
    });
  });

  it('notes an administrator without giving course rights', () => {
    const admin = [`${LIS}/institution/person#Administrator`, `${LIS}/system/person#Administrator`];
    assert.deepEqual(roleFrom(admin), { role: 'guest', testUser: false, administrator: true });
    assert.equal(roleFrom([...admin, `${M}#Instructor`]).role, 'instructor');
    assert.equal(roleFrom([`${M}#Administrator`]).administrator, false);
  });
});

describe('Where a launch and a roster disagree', () => {
  it('the more counts: an assistant whom Moodle lists as a learner is not graded', () => {
    assert.equal(moreOf('learner', 'assistant'), 'assistant');
    assert.equal(moreOf('instructor', 'learner'), 'instructor');
    assert.equal(moreOf(null, 'learner'), 'learner');
    assert.equal(moreOf(null, null), 'guest');
  });
});

describe('A step down', () => {
  it('is to be less than before, or nothing any more', () => {
    assert.equal(isLess('learner', 'assistant'), true);
    assert.equal(isLess('assistant', 'instructor'), true);
    assert.equal(isLess(null, 'learner'), true);
  });
  it('is neither to stay, nor to rise, nor to be new', () => {
    assert.equal(isLess('learner', 'learner'), false);
    assert.equal(isLess('instructor', 'assistant'), false);
    assert.equal(isLess('guest', null), false);
    assert.equal(isLess(null, null), false);
  });
});

describe('Whose eyes a discussion is read with', () => {
  const student = { id: 'ana', sub: 's-ana', role: 'learner' as Role, enrolled: true };
  const actor = (role: Role) => ({ memberId: 'me', courseId: 'c', role });

  it('are one’s own for whoever may read', () => {
    assert.deepEqual(ownEyes(actor('designer')), { memberId: 'me', role: 'designer' });
    assert.equal(ownEyes(actor('observer')), null);
    assert.equal(ownEyes(actor('guest')), null);
  });

  it('may be any student’s for graders, the test student’s and those’s who left as well', () => {
    for (const role of ['instructor', 'assistant'] as const) {
      assert.equal(mayLookAs(role, student, []), true);
      assert.equal(mayLookAs(role, { ...student, enrolled: false }, []), true);
      for (const other of ['instructor', 'designer', 'observer', 'guest'] as const)
        assert.equal(mayLookAs(role, { ...student, role: other }, []), false, other);
    }
  });

  it('may be for an observer those of an enrolled student whom they follow', () => {
    assert.equal(mayLookAs('observer', student, ['s-ana']), true);
    assert.equal(mayLookAs('observer', student, ['ana', 's-mei']), false);
    assert.equal(mayLookAs('observer', { ...student, enrolled: false }, ['s-ana']), false);
    assert.equal(mayLookAs('observer', { ...student, role: 'instructor' }, ['s-ana']), false);
  });

  it('are nobody else’s for everybody else, whomever a launch says they follow', () => {
    for (const role of ['designer', 'learner', 'guest'] as const)
      assert.equal(mayLookAs(role, student, ['s-ana']), false, role);
  });

  it('give nobody the student’s rights: whoever looks stays who they are and can change nothing', () => {
    const looking = lookingAs(actor('instructor'), student);
    assert.deepEqual(looking.reader, { memberId: 'ana', role: 'learner' });
    assert.equal(looking.actor.memberId, 'me');
    for (const right of [mayWrite, mayGrade, maySetUp, isGraded])
      assert.equal(right(looking.actor.role), false, right.name);
  });
});

describe('What a role may do', () => {
  const roles: Role[] = ['instructor', 'assistant', 'designer', 'learner', 'observer', 'guest'];
  const who = (right: (role: Role) => boolean) => roles.filter(right);

  it('teachers and learners write; designers, observers and guests do not', () =>
    assert.deepEqual(who(mayWrite), ['instructor', 'assistant', 'learner']));
  it('observers and guests read no posts by themselves', () =>
    assert.deepEqual(who(mayRead), ['instructor', 'assistant', 'designer', 'learner']));
  it('only instructors and assistants grade', () =>
    assert.deepEqual(who(mayGrade), ['instructor', 'assistant']));
  it('designers set up too', () => assert.deepEqual(who(maySetUp), ['instructor', 'assistant', 'designer']));
  it('only learners are graded', () => assert.deepEqual(who(isGraded), ['learner']));
  it('instructors and assistants are the teachers of a thread', () =>
    assert.deepEqual(who(teaches), ['instructor', 'assistant']));
  it('the test student is left out of statistics', () => {
    assert.equal(countsInStatistics({ role: 'learner', testUser: false }), true);
    assert.equal(countsInStatistics({ role: 'learner', testUser: true }), false);
    assert.equal(countsInStatistics({ role: 'observer', testUser: false }), false);
  });
});

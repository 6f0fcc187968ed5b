import assert from 'node:assert/strict';
import type { Role } from '../../src/domain/actor.ts';
import {
  assertLaunches,
  DL,
  type FakePlatform,
  INSTRUCTOR,
  LEARNER,
  LTI,
  startFakePlatform,
  withClaims,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2/';
const nameless = { name: undefined, given_name: undefined, family_name: undefined, email: undefined };
const names = { name: 'Ada Learner', given_name: 'Ada', family_name: 'Learner' };

describe('A launch that must be accepted is let in with the least that it grants', () => {
  let tool: RunningTool;
  let platform: FakePlatform;

  before(async () => {
    tool = await startTool();
    platform = await startFakePlatform(tool);
  });
  after(() => tool?.close());

  /** Launches with these claims. @returns the session that it began */
  async function sessionOf(claims: Record<string, unknown>) {
    const landed = await assertLaunches(tool, platform, withClaims(claims));
    const [, id] = /^\/s\/([\w-]+)/.exec(landed.headers.get('location') ?? '') ?? [];
    const session = await tool.connection.collection<{ _id: string }>('sessions').findOne({ _id: id ?? '' });
    assert.ok(session);
    return session as unknown as { role: Role; administrator: boolean; deepLinking: object | null };
  }
  const roles = (...list: string[]) => ({ [`${LTI}roles`]: list });

  /** The certification suite's own list (section 6.1.2 and 6.1.3 of its guide), each as both. */
  const AS_BOTH: [string, (role: string, short: string) => Record<string, unknown>][] = [
    ['one role', (role) => roles(role)],
    [
      'several roles',
      (role) => roles(`${LIS}institution/person#Student`, role, `${LIS}system/person#User`, role),
    ],
    ['a short role', (_role, short) => roles(short)],
    ['an unknown role beside', (role) => roles('https://example.org/roles#Wizard', role, 'Wizard', '')],
    ['an e-mail address alone', (role) => ({ ...roles(role), ...nameless, email: 'ada@example.org' })],
    ['names alone', (role) => ({ ...roles(role), ...names, email: undefined })],
    ['nothing about the person', (role) => ({ ...roles(role), ...nameless })],
    [
      'an e-mail address, and no course',
      (role) => ({ ...roles(role), ...nameless, email: 'ada@example.org', [`${LTI}context`]: undefined }),
    ],
  ];
  for (const [uri, short, expected] of [
    [INSTRUCTOR, 'Instructor', 'instructor'],
    [LEARNER, 'Learner', 'learner'],
  ] as const) {
    for (const [what, claimsOf] of AS_BOTH) {
      it(`${what}, as ${expected}`, async () => {
        assert.equal((await sessionOf(claimsOf(uri, short))).role, expected);
      });
    }
  }

  const OTHERS: [string, string[], Role, boolean][] = [
    ['no role', [], 'guest', false],
    ['an unknown role', ['https://example.org/roles#Wizard'], 'guest', false],
    ['an unknown short role', ['Wizard'], 'guest', false],
    ['a role that only ends like one', ['https://example.org/membership#Instructor'], 'guest', false],
    ['a role of the institution', [`${LIS}institution/person#Instructor`], 'guest', false],
    [
      'a teacher elsewhere who studies here',
      [`${LIS}institution/person#Instructor`, LEARNER],
      'learner',
      false,
    ],
    ['an administrator who is not in the course', [`${LIS}institution/person#Administrator`], 'guest', true],
    ['an administrator of the system', [`${LIS}system/person#SysAdmin`], 'guest', true],
    ['a short Administrator, which is a role of the course', ['Administrator'], 'guest', false],
    ['a mentor', [`${LIS}membership#Mentor`], 'observer', false],
    [
      'an assistant with the role it is one of',
      [INSTRUCTOR, `${LIS}membership/Instructor#TeachingAssistant`],
      'assistant',
      false,
    ],
    ['somebody who makes the course', [`${LIS}membership#ContentDeveloper`], 'designer', false],
  ];
  for (const [what, list, role, administrator] of OTHERS) {
    it(`${what}: ${role}${administrator ? ', who sees how the LMS is doing' : ''}`, async () => {
      const session = await sessionOf(roles(...list));
      assert.deepEqual([session.role, session.administrator], [role, administrator]);
    });
  }

  const ODD: [string, (now: number) => Record<string, unknown>][] = [
    ['times with a fraction', (now) => ({ iat: now - 0.25, exp: now + 300.75 })],
    ['an exp in a thousand years', (now) => ({ exp: now + 31_536_000_000 })],
    ['an nbf that has come', (now) => ({ nbf: now - 1 })],
    ['a sub of 255 characters', () => ({ sub: 's'.repeat(255) })],
    ['names of other kinds', () => ({ name: 7, given_name: ['x'], family_name: { a: 1 } })],
    ['custom values that are a list', () => ({ [`${LTI}custom`]: [1, 2] })],
    ['a course without a title', () => ({ [`${LTI}context`]: { id: 'course-2' } })],
  ];
  for (const [what, claims] of ODD) {
    it(`${what}, as learner`, async () => {
      assert.equal((await sessionOf(claims(Math.floor(Date.now() / 1000)))).role, 'learner');
    });
  }

  it('deep linking settings in a launch of a link: it chooses nothing', async () => {
    const settings = { deep_link_return_url: 'https://lms.example/', accept_types: ['ltiResourceLink'] };
    const session = await sessionOf({ ...roles(INSTRUCTOR), [`${DL}deep_linking_settings`]: settings });
    assert.equal(session.deepLinking, null);
  });
});

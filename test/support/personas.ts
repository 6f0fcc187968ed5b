import type { Role } from '../../src/domain/actor.ts';
import type { Visitor } from './practice.ts';
import { type FakePlatform, LTI, visit, withClaims } from './signedLaunch.ts';
import type { RunningTool } from './tool.ts';

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2';
const M = `${LIS}/membership`;
const TEST_USER = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';

/** Whoever is in the course of the discussion: what their launch says beside the course. */
const IN_THE_COURSE = {
  instructor: { roles: [`${M}#Instructor`] },
  assistant: { roles: [`${M}#Instructor`, `${M}/Instructor#TeachingAssistant`] },
  designer: { roles: [`${M}#ContentDeveloper`] },
  learner: { roles: [`${M}#Learner`] },
  classmate: { roles: [`${LIS}/institution/person#Instructor`, `${M}#Learner`] },
  testStudent: { roles: [`${M}#Learner`, TEST_USER] },
  observer: { roles: [`${M}#Mentor`], follows: ['learner'] },
  loneObserver: { roles: [`${M}#Mentor`], follows: [] },
  guest: { roles: [] },
  administrator: { roles: [`${LIS}/institution/person#Administrator`, `${LIS}/system/person#SysAdmin`] },
} satisfies Record<string, { roles: string[]; follows?: string[] }>;

export type Persona = keyof typeof IN_THE_COURSE;
export const PERSONAS = Object.keys(IN_THE_COURSE) as Persona[];

/** What the tool takes each for. */
export const ROLE_OF: Record<Persona, Role> = {
  instructor: 'instructor',
  assistant: 'assistant',
  designer: 'designer',
  learner: 'learner',
  classmate: 'learner',
  testStudent: 'learner',
  observer: 'observer',
  loneObserver: 'observer',
  guest: 'guest',
  administrator: 'guest',
};

export const nameOf = (persona: Persona): string => `Persona ${persona}`;

/** A browser without a screen, and what only the database knows of its session. */
export interface Entered extends Visitor {
  csrf: string;
  memberId: string;
  role: string;
}

type Kept = { _id: string; csrfToken: string; memberId: string; role: string };

/** Launches with these claims, and stays where it lands. The LTI user id of a persona is its own word. */
export async function enterAs(
  tool: RunningTool,
  platform: FakePlatform,
  persona: Persona,
  claims: object = {},
): Promise<Entered> {
  const { roles, ...more } = IN_THE_COURSE[persona];
  const told = {
    ...{ sub: persona, name: nameOf(persona), [`${LTI}roles`]: roles },
    ...('follows' in more ? { [`${LTI}role_scope_mentor`]: more.follows } : {}),
    ...claims,
  };
  const { visitor, response } = await visit(tool, platform, withClaims(told));
  if (response.status !== 303) throw new Error(`the launch ended with ${response.status}`);
  const sessions = tool.connection.collection<Kept>('sessions');
  const session = await sessions.findOne({ _id: visitor.base.slice(3) });
  if (!session) throw new Error('the launch began no session');
  const { csrfToken: csrf, memberId, role } = session;
  return Object.assign(visitor, { csrf, memberId, role });
}

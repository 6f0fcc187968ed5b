import { randomBytes } from 'node:crypto';
import type { PracticeLmsOptions } from './app.ts';
import { enrolInCopies } from './course-copy.ts';
import { applyEnrolments } from './enrolment.ts';
import type { Lms, Memory, Site } from './lms.ts';
import type { LmsState, Tool } from './model.ts';
import type { Preset } from './presets/preset.ts';
import { COURSES } from './seed/courses.ts';
import { people } from './seed/people.ts';
import { rejoinder } from './seed/tools.ts';
import type { Storage } from './storage.ts';

/** One preset, running: with the state it was left in, or a new one. */
export function lmsOf(
  preset: Preset,
  site: Site,
  options: PracticeLmsOptions,
  storage: Storage,
  saved: LmsState | undefined,
): Lms {
  const state = stateOf(preset, options.toolUrl, saved);
  const everyone = people(options.extraStudents).filter((one) => !one.anonymous || preset.publicCourses);
  enrolInCopies(everyone, state.copies);
  applyEnrolments(everyone, state);
  return {
    preset,
    site,
    state,
    memory: emptyMemory(),
    people: everyone,
    courses: [...COURSES, ...state.copies],
    changed: storage.changed,
  };
}

/** What an older file lacks gets its default. */
function stateOf(preset: Preset, toolUrl: string, saved: Partial<LmsState> = {}): LmsState {
  const tools = toolsOf(rejoinder(preset, toolUrl), saved.tools);
  return { ...EMPTY_STATE(), nextTool: tools.length + 1, ...saved, tools };
}

/** The preconfigured tool may have moved since the state was saved; what its admin decided stays. */
function toolsOf(seed: Tool, saved: Tool[] | undefined): Tool[] {
  if (!saved) return [seed];
  const moved = ({ scopes, privacy }: Tool): Tool => ({ ...seed, scopes, privacy });
  return saved.map((tool) => (tool.clientId === seed.clientId ? moved(tool) : tool));
}

const EMPTY_STATE = (): Omit<LmsState, 'tools' | 'nextTool'> => ({
  copies: [],
  enrolments: [],
  pastIds: [],
  concluded: [],
  storageMode: 'frame',
  activities: [],
  lineItems: [],
  grades: [],
  received: [],
  nextNumber: 1,
});

const emptyMemory = (): Memory => ({
  launches: new Map(),
  tokens: new Map(),
  used: new Set(),
  toolKeys: new Map(),
  registrations: new Map(),
  faults: [],
  buckets: new Map(),
  journal: [],
  secret: randomBytes(32),
});

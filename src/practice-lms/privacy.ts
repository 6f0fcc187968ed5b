import type { Lms } from './lms.ts';
import type { Privacy, Tool } from './model.ts';

/** What is told about a person; `rest` is what only a tool with full trust gets (picture, whom an observer observes). */
export type PersonalData = 'name' | 'email' | 'rest';

/** A launch and a roster asked for one link are decided where the link is; the course's roster is not. */
export type Telling = 'launch' | 'link-roster' | 'course-roster';

export interface PrivacyRules {
  /** What the admin chooses, as the platform calls it. */
  settings: { name: string; label: string; options: string[] }[];
  /** Of a tool that was not registered by itself. */
  open: Privacy;
  tells(privacy: Privacy, what: PersonalData, where: Telling): boolean;
}

export const privacyOf = (lms: Lms, tool: Tool): Privacy => tool.privacy ?? lms.preset.privacy.open;

/** Whether the tool is told this about people there. */
export const tells = (lms: Lms, tool: Tool, what: PersonalData, where: Telling): boolean =>
  lms.preset.privacy.tells(privacyOf(lms, tool), what, where);

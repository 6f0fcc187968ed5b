import { isGraded, type Role } from './actor.ts';

/** What a discussion's settings say about who reads what. */
export type OpeningRules = {
  /** Others' posts open to a student after their own. */
  postFirst: boolean;
  /** Students know each other by made-up names. */
  aliases: boolean;
};

/** What a discussion is that nobody said anything about. */
export const OPEN_TO_ALL: OpeningRules = { postFirst: false, aliases: false };

/**
 * Whether others' posts wait for this person's own. Whoever has written here once has been let in for good: what was
 * read cannot be unread, so neither deleting nor hiding their post closes the others' to them again.
 */
export const waitsForOwnPost = (
  { postFirst }: Pick<OpeningRules, 'postFirst'>,
  role: Role,
  hasWritten: boolean,
): boolean => postFirst && isGraded(role) && !hasWritten;

/** Changes that cannot be taken back once students have read what comes of them. By setting, as a catalogue key. */
export function consequences(
  before: OpeningRules,
  after: OpeningRules,
): Partial<Record<keyof OpeningRules, string>> {
  if (before.aliases === after.aliases) return {};
  return { aliases: after.aliases ? 'opening.confirm.aliasesOn' : 'opening.confirm.aliasesOff' };
}

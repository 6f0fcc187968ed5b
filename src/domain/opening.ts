import { isGraded, type Role } from './actor.ts';

/** What a discussion's settings say about who reads what. */
export type OpeningRules = {
  /** Others' posts open to a student after their own. */
  postFirst: boolean;
};

/** What a discussion is that nobody said anything about. */
export const OPEN_TO_ALL: OpeningRules = { postFirst: false };

/**
 * Whether others' posts wait for this person's own. Whoever has written here once has been let in for good: what was
 * read cannot be unread, so neither deleting nor hiding their post closes the others' to them again.
 */
export const waitsForOwnPost = ({ postFirst }: OpeningRules, role: Role, hasWritten: boolean): boolean =>
  postFirst && isGraded(role) && !hasWritten;

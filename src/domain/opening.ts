import { isGraded, type Role } from './actor.ts';

export const GROUPINGS = ['none', 'sections', 'groups'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export type GroupKind = Exclude<Grouping, 'none'>;

/** Where somebody is: as their launches tell, unless somebody who teaches put them elsewhere. */
export type Placed = { told: readonly string[]; byHand: string | null };
export const groupsOf = ({ told, byHand }: Placed): readonly string[] => (byHand === null ? told : [byHand]);

/** What a discussion's settings say about who reads what. */
export type OpeningRules = {
  /** Others' posts open to a student after their own. */
  postFirst: boolean;
  /** Students know each other by made-up names. */
  aliases: boolean;
  /** Students read and answer within their own section or group. */
  groups: Grouping;
};

/** What a discussion is that nobody said anything about. */
export const OPEN_TO_ALL: OpeningRules = { postFirst: false, aliases: false, groups: 'none' };

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
  return {
    ...(before.aliases === after.aliases
      ? {}
      : { aliases: after.aliases ? 'opening.confirm.aliasesOn' : 'opening.confirm.aliasesOff' }),
    ...(before.groups === after.groups ? {} : { groups: groupsChange(before.groups, after.groups) }),
  };
}

function groupsChange(before: Grouping, after: Grouping): string {
  if (before === 'none') return 'opening.confirm.groupsOn';
  return after === 'none' ? 'opening.confirm.groupsOff' : 'opening.confirm.groupsOther';
}

import { dueAtOf } from '../domain/discussion.ts';
import type { OwnWords } from '../domain/ownWords.ts';
import type { LedgerEntry, NextStep, Participation } from '../domain/participation.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Language } from './language.ts';
import { personOf, type Seen } from './people.ts';

/** Ids of those whom the evidence answers, so that a reply can be told by name. */
export function answeredIn(participation: Participation | undefined): string[] {
  return participation?.entries.flatMap(({ evidence }) => evidence?.answersAuthorId ?? []) ?? [];
}

export interface ChecklistRow {
  met: boolean;
  label: string;
  /** null where it is not graded. */
  points: string | null;
  /** What did it, or what is missing. */
  note: string;
  href: string | null;
  late: boolean;
  /** The way to what became of the text after it was due. */
  changed: { href: string; text: string } | null;
  /** What of it is not its author’s own words; said, and nothing taken off for it. */
  own: string | null;
}

/** What is asked, what is done, and what it comes to: the same for a student's own page and for their grader. */
export function checklist(
  discussion: Discussion,
  participation: Participation,
  around: Pick<Around, 'answered' | 'own' | 'base'>,
  language: Language,
) {
  const { t, number } = language;
  const { entries, earned, maximum, complete, excused } = participation;
  const graded = discussion.scoring !== 'none' && !excused;
  return {
    rows: entries.map((entry) => row(discussion, entry, { ...around, entries }, language)),
    soFar: graded ? t('checklist.soFar', { earned: number(earned), maximum: number(maximum) }) : null,
    next: nextIn(discussion, participation, language),
    excused: excused ? t('checklist.excused') : null,
    complete,
  };
}

function nextIn(discussion: Discussion, participation: Participation, language: Language): string | null {
  if (participation.excused) return null;
  return participation.complete
    ? language.t('checklist.complete')
    : nextStep(discussion, participation, language);
}

interface Around {
  entries: LedgerEntry[];
  /** By id, so that a reply can be told by name. */
  answered: Map<string, Seen>;
  /** Of each post, by its id, what of it is its author’s own. */
  own?: ReadonlyMap<string, OwnWords>;
  base: string;
}

function row(
  discussion: Discussion,
  entry: LedgerEntry,
  { entries, answered, own, base }: Around,
  language: Language,
): ChecklistRow {
  const place = entry.evidence ?? entry.shortfall;
  return {
    met: entry.met,
    label: labelOf(discussion, entry, entries, language),
    points: pointsOf(discussion, entry, language),
    note: noteOf(discussion, entry, answered, language),
    href: place && base + addressOf(place.label),
    late: entry.evidence?.late ?? false,
    changed: changedSince(entry, base, language),
    own: place ? ownNote(own?.get(place.postId), language) : null,
  };
}

function pointsOf({ scoring }: Discussion, { points, possible }: LedgerEntry, { t, number }: Language) {
  return scoring === 'none'
    ? null
    : t('checklist.points', { earned: number(points), possible: number(possible) });
}

function labelOf(
  discussion: Discussion,
  entry: LedgerEntry,
  entries: LedgerEntry[],
  { t }: Language,
): string {
  if (entry.kind === 'post') return t('requirement.post');
  const replies = entries.filter(({ kind }) => kind === 'reply');
  const position = replies.indexOf(entry) + 1;
  if (replies.length === 1) return t('requirement.onlyReply');
  const apart = requirementOf(discussion, entry)?.differentClassmate && position > 1;
  return t(apart ? 'requirement.replyToAnother' : 'requirement.reply', { position });
}

function noteOf(
  discussion: Discussion,
  entry: LedgerEntry,
  answered: Map<string, Seen>,
  language: Language,
): string {
  const { t, date, deadline, number, facts: inARow } = language;
  const { evidence, shortfall } = entry;
  const { zone } = discussion;
  if (evidence) {
    const facts = { label: evidence.label, at: date(evidence.at, zone), count: evidence.words };
    const to = evidence.answersAuthorId && personOf(answered.get(evidence.answersAuthorId), language).name;
    const where = to ? t('evidence.reply', { ...facts, to }) : t('evidence.post', facts);
    const parts = [where, t('evidence.words', facts), t('evidence.version', evidence)];
    if (dueOf(discussion, entry))
      parts.push(
        evidence.late ? t('evidence.late', { by: duration(evidence.lateByMs, t) }) : t('evidence.onTime'),
      );
    if (evidence.editedAfterDue) parts.push(t('evidence.editedAfterDue'));
    if (entry.lost) parts.push(t('evidence.lost', { count: entry.lost, points: number(entry.lost) }));
    return inARow(parts);
  }
  const requirement = requirementOf(discussion, entry);
  const due = dueOf(discussion, entry);
  const asked = [
    ...(shortfall
      ? [
          t(entry.kind === 'post' ? 'evidence.shortPost' : 'evidence.shortReply', {
            ...shortfall,
            count: shortfall.minimumWords,
          }),
        ]
      : []),
    ...(requirement?.minimumWords && !shortfall
      ? [t('checklist.minimumWords', { count: requirement.minimumWords })]
      : []),
    ...(due ? [t('checklist.due', { at: deadline(due, zone) })] : []),
  ];
  return inARow(asked);
}

function changedSince({ evidence }: LedgerEntry, base: string, { t }: Language) {
  if (!evidence?.editedAfterDue) return null;
  return {
    href: `${base}/changes/${evidence.postId}?from=${evidence.revision}`,
    text: t('evidence.changes'),
  };
}

/** "118 words of its own, 40 quoted, 12 as in the prompt, 30 as in 4" */
function ownNote(words: OwnWords | undefined, { t }: Language): string | null {
  if (!words) return null;
  const { own, quoted, prompt, alike } = words;
  const others = [
    ...(quoted > 0 ? [t('evidence.quoted', { count: quoted })] : []),
    ...(prompt > 0 ? [t('evidence.ofPrompt', { count: prompt })] : []),
    ...alike.map(({ label, words }) => t('evidence.alike', { label, count: words })),
  ];
  return others.length > 0 ? [t('evidence.own', { count: own }), ...others].join(', ') : null;
}

const requirementOf = (discussion: Discussion, { requirementId }: LedgerEntry) =>
  discussion.requirements.find(({ id }) => id === requirementId);

function dueOf(discussion: Discussion, entry: LedgerEntry): Date | null {
  const requirement = requirementOf(discussion, entry);
  return requirement ? dueAtOf(requirement, discussion.lmsDueAt) : null;
}

function nextStep(
  discussion: Discussion,
  { nextStep: step, entries }: Participation,
  language: Language,
): string {
  const { t } = language;
  if (!step) return '';
  const missing = entries.filter(({ met, kind }) => !met && kind === step.kind).length;
  const what =
    step.kind === 'post' ? t('checklist.postToGo') : t('checklist.repliesToGo', { count: missing });
  return whenDue(what, step, discussion.zone, language);
}

/** "2 replies to go, by Tue, 13 Oct, 18:02 (Madrid)" */
export function whenDue(what: string, { dueAt, overdue }: NextStep, zone: string, { t, deadline }: Language) {
  if (!dueAt) return what;
  return t(overdue ? 'checklist.wasDue' : 'checklist.by', { what, at: deadline(dueAt, zone) });
}

/** "2 days", "3 hours", "7 minutes": as much as a person wants to know. */
export function duration(milliseconds: number, t: Language['t']): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 90) return t('duration.minutes', { count: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48
    ? t('duration.hours', { count: hours })
    : t('duration.days', { count: Math.round(hours / 24) });
}

/** Where the post with that label is: `/posts/12?at=4#reply-4` for 12.4. */
export function addressOf(label: string): string {
  const [post, reply] = label.split('.');
  return `/posts/${post}${reply ? `?at=${reply}#reply-${reply}` : ''}`;
}

import { type CheckStep, clockStep, isChecking } from '../domain/check.ts';
import type { Family, Platform, PlatformStatus } from '../domain/platform.ts';
import type { Health, LaunchNews } from '../store/health.ts';
import { toolAddresses } from '../usecases/registerPlatform.ts';
import type { Language } from './language.ts';
import { type When, whenOf } from './when.ts';

/** A piece of news in words; `kind` only where colour says something. */
export interface Told {
  text: string;
  kind: '' | 'good' | 'bad';
  when: When | null;
}

/** How an LMS is doing, and whether it is let in. */
interface Seen {
  health: Health;
  status: PlatformStatus;
}

/** What somebody should look at, worst first; nothing where all is well. */
export function problemsOf({ health, status }: Seen, now: Date, language: Language): Told[] {
  const { t } = language;
  const { lastLaunch, lastRefused, refusals, lastUndelivered, lastDeliveredAt, roster, check } = health;
  const problems: Told[] = [];
  const add = (key: string, at: Date, facts: object = {}) => {
    const when = whenOf(at, now, language);
    problems.push({ text: t(`admin.line.${key}`, { ago: when.ago, ...facts }), kind: 'bad', when });
  };
  if (lastRefused && refusals > 0 && !isSettled({ health, status }))
    add('refused', lastRefused.at, { count: refusals, reason: reasonOf(lastRefused, language) });
  if (lastUndelivered && !(lastDeliveredAt && lastDeliveredAt > lastUndelivered.at))
    add('undelivered', lastUndelivered.at, { problem: t(lastUndelivered.problem) });
  if (roster?.problem) add('roster', roster.at);
  if (lastLaunch?.scopes && offered(lastLaunch).lacking.length > 0)
    problems.push({ ...lackingIn(lastLaunch, language), when: whenOf(lastLaunch.at, now, language) });
  if (check?.steps.some(({ outcome }) => outcome === 'fail')) add('check', check.at);
  return problems;
}

/** One line about an LMS: "Last launch 2 hours ago · last grade delivered yesterday". */
export function healthLine({ lastLaunch, lastDeliveredAt }: Health, now: Date, language: Language): Told[] {
  const good = (key: string, at: Date): Told => {
    const when = whenOf(at, now, language);
    return { text: language.t(`admin.line.${key}`, { ago: when.ago }), kind: '', when };
  };
  const launch: Told = lastLaunch
    ? good('launched', lastLaunch.at)
    : { text: language.t('admin.line.never'), kind: '', when: null };
  return lastDeliveredAt ? [launch, good('delivered', lastDeliveredAt)] : [launch];
}

/** A row of the table: what, when, and what became of it. */
export interface HealthRow extends Told {
  label: string;
  /** What is missing of it. */
  lacks?: string;
}

/** Everything that is known of an LMS, row by row. */
export function healthRows({ health, status }: Seen, now: Date, language: Language): HealthRow[] {
  const { t } = language;
  const { lastLaunch, lastRefused, refusals, lastDeliveredAt, lastUndelivered, roster } = health;
  const row = (name: string, at: Date | null | undefined, text: string, kind: Told['kind'] = '') => ({
    label: t(`admin.health.${name}`),
    when: at ? whenOf(at, now, language) : null,
    text: at ? text : t('admin.health.never'),
    kind: at ? kind : ('' as const),
  });
  const refused = lastRefused ? reasonOf(lastRefused, language) : '';
  const settled = isSettled({ health, status });
  const after = refusals > 0 ? 'since' : 'launchedSince';
  const since = t(`admin.health.${settled && refusals > 0 ? 'settled' : after}`, { count: refusals });
  const openlyRefused = refusals > 0 && !settled ? 'bad' : '';
  const failed = lastUndelivered && !(lastDeliveredAt && lastDeliveredAt > lastUndelivered.at);
  return [
    row('launch', lastLaunch?.at, ''),
    row('refused', lastRefused?.at, t('admin.health.refusal', { reason: refused, since }), openlyRefused),
    row('delivered', lastDeliveredAt, ''),
    row(
      'undelivered',
      lastUndelivered?.at,
      lastUndelivered ? t(lastUndelivered.problem) : '',
      failed ? 'bad' : '',
    ),
    row('roster', roster?.at, t(roster?.problem ?? 'admin.health.rosterRead'), roster?.problem ? 'bad' : ''),
    services(health, language),
    row('clock', lastLaunch?.at, clockText(health, language), clockKind(health)),
  ];
}

/** It was refused while it waited or was paused, and is let in by now: nothing to look at any more. */
function isSettled({ health: { lastRefused }, status }: Seen): boolean {
  return status === 'active' && /^platform-(pending|paused)$/.test(lastRefused?.reason ?? '');
}

const SERVICES: [string, RegExp][] = [
  ['score', /\/lti-ags\/scope\/score$/],
  ['results', /\/lti-ags\/scope\/result\.readonly$/],
  ['lineItems', /\/lti-ags\/scope\/lineitem(\.readonly)?$/],
  ['columns', /\/lti-ags\/scope\/lineitem$/],
];

/** Columns can also be added by hand, in the LMS. */
const NEEDED = ['score', 'results', 'lineItems', 'members'];

/** What the last launch that told it offers, and what is needed besides. The roster has no scope there: an address is the offer. */
function offered({ scopes, rosterUrl }: LaunchNews): { names: string[]; lacking: string[] } {
  const granted = SERVICES.filter(([, scope]) => scopes?.some((one) => scope.test(one)));
  const names = [...granted.map(([name]) => name), ...(rosterUrl ? ['members'] : [])];
  return { names, lacking: NEEDED.filter((name) => !names.includes(name)) };
}

const titles = (names: string[], { t, facts }: Language): string =>
  facts(names.map((name) => t(`admin.check.${name}.title`)));

function lackingIn(launch: LaunchNews, language: Language): Pick<Told, 'text' | 'kind'> {
  const names = titles(offered(launch).lacking, language);
  return { text: language.t('admin.health.lacking', { names }), kind: 'bad' };
}

function services({ lastLaunch }: Health, language: Language): HealthRow {
  const label = language.t('admin.health.services');
  if (!lastLaunch?.scopes && !lastLaunch?.rosterUrl)
    return { label, text: language.t('admin.health.notTold'), kind: '', when: null };
  const { names, lacking } = offered(lastLaunch);
  const row = { label, text: titles(names, language), kind: '' as const, when: null };
  return lacking.length === 0 ? row : { ...row, lacks: lackingIn(lastLaunch, language).text };
}

/** As far as a launch told it. */
export const mayPassGrades = ({ lastLaunch }: Health): boolean =>
  !lastLaunch?.scopes || offered(lastLaunch).names.includes('score');

export const mayMakeColumns = ({ lastLaunch }: Health): boolean =>
  !lastLaunch?.scopes || offered(lastLaunch).names.includes('columns');

function clockText({ lastLaunch }: Health, { t }: Language): string {
  const { cause, facts } = clockStep(lastLaunch?.clockAheadS ?? null);
  return t(`admin.check.clock.${cause}`, facts);
}

function clockKind({ lastLaunch }: Health): Told['kind'] {
  return clockStep(lastLaunch?.clockAheadS ?? 0).outcome === 'ok' ? '' : 'bad';
}

function reasonOf({ reason }: NonNullable<Health['lastRefused']>, { t }: Language): string {
  return t([`admin.refused.${reason}`, `error.launch.${reason}.title`, 'admin.refused.other'], { reason });
}

/** What "check now" found, step by step, with what to change in this LMS. */
export function checkView(
  { platform, health, baseUrl }: { platform: Platform; health: Health; baseUrl: string },
  now: Date,
  language: Language,
) {
  const family = platform.family ?? health.lastLaunch?.family ?? 'other';
  const around = { family, facts: factsOf(platform, baseUrl, language) };
  const steps = health.check?.steps ?? [];
  return {
    underWay: isChecking(health, now),
    when: health.check && whenOf(health.check.at, now, language),
    toLookAt: steps.filter(({ outcome }) => outcome !== 'ok').length,
    steps: steps.map((step) => stepView(step, around, language)),
  };
}

function factsOf({ jwksUrl, tokenUrl, clientId, status }: Platform, baseUrl: string, { t }: Language) {
  const ours = toolAddresses(baseUrl).jwksUrl;
  const hosts = { keysHost: new URL(jwksUrl).host, tokenHost: new URL(tokenUrl).host };
  return { jwksUrl, tokenUrl, ...hosts, clientId, ours, status: t(`admin.status.${status}`) };
}

function stepView(
  { step, outcome, cause, facts }: CheckStep,
  { family, facts: around }: { family: Family; facts: Record<string, string> },
  { t }: Language,
) {
  const all = { ...around, ...facts };
  const advice = outcome === 'ok' ? null : adviceFor(step, cause);
  return {
    outcome,
    mark: { ok: '✓', warn: '!', fail: '✗' }[outcome],
    said: t(`admin.check.outcome.${outcome}`),
    title: t(`admin.check.${step}.title`),
    text: t([`admin.check.${step}.${cause}`, `admin.check.any.${cause}`], all),
    advice: advice && t([`admin.advice.${advice}.${family}`, `admin.advice.${advice}`], all),
  };
}

/** Which advice goes with what was found; null where there is nothing to change. */
function adviceFor(step: CheckStep['step'], cause: string): string | null {
  if (cause === 'no-answer') return 'reach';
  if (cause === 'client') return 'client';
  if (cause === 'nowhere') return step === 'gradebook' ? 'openGraded' : 'openOnce';
  if (cause === 'not-tried' || cause === 'not-active' || cause === 'empty') return null;
  if (step === 'keys') return 'keys';
  if (step === 'token') return 'token';
  if (step === 'clock') return cause === 'unknown' ? null : 'clock';
  if (step === 'columns') return 'columns';
  return step === 'members' || step === 'roster' ? 'members' : 'grades';
}

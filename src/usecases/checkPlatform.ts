import { setTimeout as delay } from 'node:timers/promises';
import { CHECKS, type CheckName, type CheckStep, clockStep } from '../domain/check.ts';
import type { Platform } from '../domain/platform.ts';
import type { ClockReading, Finding, Permission } from '../lti/check.ts';
import type { Health } from '../store/health.ts';
import type { Tool } from './tool.ts';

/** Somebody waits for it: what has not answered by then has not answered. */
const TIME_LIMIT_MS = 20_000;
/** Between two checks that an LMS's administrators ask for. */
const REST_MS = 60_000;

/**
 * Tries everything that the tool needs of an LMS, and keeps what was found. One at a time for each LMS.
 * @returns false where one is under way, or was made less than a minute ago and an LMS's administrator asks
 */
export async function checkPlatform(
  tool: Tool,
  platform: Platform,
  by: 'operator' | 'lms-admin',
): Promise<boolean> {
  const { store, now } = tool;
  const begun = await store.health.beginCheck(platform.id, now(), by === 'lms-admin' ? REST_MS : 0);
  if (!begun) return false;
  let check: Health['check'] = null;
  try {
    const entry = { action: 'platform.checked', platformId: platform.id, facts: { name: platform.name } };
    await store.audit.add({ at: now(), by, ...entry });
    await tool.health.flush();
    check = { at: now(), steps: await tryAll(tool, platform) };
  } finally {
    await store.health.endCheck(platform.id, check);
  }
  return true;
}

async function tryAll({ store, lti }: Tool, platform: Platform): Promise<CheckStep[]> {
  const { lastLaunch } = await store.health.of(platform.id);
  const inTime = timeLimit();
  const permission = (name: Permission) => inTime(lti.checkPermission(platform, name));
  const granted = {
    score: permission('score'),
    results: permission('results'),
    lineItems: permission('lineItems'),
    columns: permission('columns'),
    members: permission('roster'),
  };
  /** What needs a permission is tried with it alone, and where a launch has told its address. */
  const service = async (
    needed: Promise<Finding>,
    url: string | null | undefined,
    ask: typeof lti.checkRoster,
  ) => {
    if ((await needed).found !== 'ok') return { found: 'not-tried' };
    return url ? inTime(ask(platform, url)) : { found: 'nowhere' };
  };
  const found = {
    keys: inTime(lti.checkKeys(platform)),
    ...granted,
    gradebook: service(granted.lineItems, lastLaunch?.lineItemsUrl, lti.checkGradebook),
    roster: service(granted.members, lastLaunch?.rosterUrl, lti.checkRoster),
  };
  const names = Object.keys(found) as (keyof typeof found)[];
  const findings = await Promise.all(names.map(async (name) => [name, await found[name]] as const));
  const all = Object.fromEntries(findings) as Record<keyof typeof found, Finding>;
  const steps = [...findings.map(([name, finding]) => stepOf(name, finding)), tokenStep(all)];
  const clock = clockStep(nearest(Object.values(all)) ?? lastLaunch?.clockAheadS ?? null);
  return inOrder(withoutEchoes([...steps, clock]));
}

/** One limit for the whole check, from now on. */
function timeLimit() {
  const over = delay(TIME_LIMIT_MS, { found: 'no-answer' }, { ref: false });
  return (finding: Promise<Finding>) => Promise.race([finding, over]);
}

/** What stops launches or grades is a failure; what the tool can do without is a warning. */
const SEVERE: ReadonlySet<CheckName> = new Set(['keys', 'token', 'score', 'gradebook']);
const HARMLESS: ReadonlySet<string> = new Set(['nowhere', 'not-tried', 'not-active', 'empty']);

function stepOf(step: CheckName, { found: cause, status, count }: Finding): CheckStep {
  const facts = { ...(status === undefined ? {} : { status }), ...(count === undefined ? {} : { count }) };
  if (cause === 'ok') return { step, outcome: 'ok', cause, facts };
  const severe = SEVERE.has(step) && !HARMLESS.has(cause);
  return { step, outcome: severe ? 'fail' : 'warn', cause, facts };
}

type Permissions = Record<'score' | 'results' | 'lineItems' | 'members', Finding>;

/** An LMS that refuses one scope knows the tool; where none is answered so, the cause is the same for all. */
function tokenStep({ score, results, lineItems, members }: Permissions): CheckStep {
  const all = [score, results, lineItems, members];
  const known = all.some(({ found }) => found === 'ok' || found === 'refused');
  return stepOf('token', known ? { found: 'ok' } : score);
}

/** What says something though the LMS gives no token. */
const WITHOUT_TOKEN = new Set<CheckName>(['keys', 'token', 'clock']);

/** A cause that stops every permission is said once, and what was not tried by that is left out. */
function withoutEchoes(steps: CheckStep[]): CheckStep[] {
  const stopped = steps.some(({ step, outcome }) => step === 'token' && outcome !== 'ok');
  return stopped ? steps.filter(({ step }) => WITHOUT_TOKEN.has(step)) : steps;
}

const inOrder = (steps: CheckStep[]) =>
  steps.toSorted((one, other) => CHECKS.indexOf(one.step) - CHECKS.indexOf(other.step));

/** The reading that can be the least wrong. */
function nearest(findings: Finding[]): number | null {
  const readings = findings.flatMap(({ clock }): ClockReading[] => (clock ? [clock] : []));
  return readings.toSorted((one, other) => one.withinS - other.withinS)[0]?.aheadS ?? null;
}

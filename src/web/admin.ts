import { parsedAddress } from '../domain/address.ts';
import type { Platform } from '../domain/platform.ts';
import type { Health } from '../store/health.ts';
import type { Invitation } from '../store/invitations.ts';
import { urlOf } from './adminInvitations.ts';
import { auditView } from './audit.ts';
import type { Operator, OperatorHandler } from './operator.ts';
import type { Pages } from './pages.ts';
import { healthLine, problemsOf } from './platformHealth.ts';
import { show } from './views.ts';
import { whenOf } from './when.ts';

const LATEST = 50;

/** Everything at a glance: what needs somebody first, then the LMSs, the invitations, and what was done. */
export const adminHome: OperatorHandler = async (tool, operator, request, response) => {
  const { store, health } = tool;
  await health.flush();
  const [platforms, healths, invitations, entries] = await Promise.all([
    store.platforms.list(),
    store.health.ofAll(),
    store.invitations.list(),
    store.audit.latest(LATEST),
  ]);
  const healthOf = ({ id }: Platform) => healths.get(id);
  const { language, now, csrf } = operator;
  show(response, 'admin/home', {
    layout: 'admin',
    title: language.t('admin.title'),
    csrf,
    ...noticeOf(request.query.done, language),
    pending: await Promise.all(
      platforms.filter(({ status }) => status === 'pending').map((one) => pendingView(tool, one, operator)),
    ),
    problems: platforms.flatMap((one) => problemView(one, healthOf(one), operator)),
    // Those that wait stand above already.
    platforms: platforms
      .filter(({ status }) => status !== 'pending')
      .map((one) => platformView(one, healthOf(one), operator)),
    ...(await invitationsView(tool, invitations, platforms, operator)),
    entries: auditView(entries, now, language),
  });
};

const hrefOf = ({ id }: Platform) => `/admin/platforms/${encodeURIComponent(id)}`;
export const hostOf = (url: string) => parsedAddress(url)?.host ?? url;

/**
 * Whoever approves sees both hosts where the registration came from another one than the issuer's, and that courses
 * come back where the LMS was registered before.
 */
export async function pendingView({ store }: Pages, platform: Platform, { language, now }: Operator) {
  const { id, name, issuer, configurationHost, createdAt } = platform;
  const count = await store.courses.countIn(id);
  const host = hostOf(issuer);
  const elsewhere = configurationHost !== null && configurationHost !== host;
  return {
    name,
    href: hrefOf(platform),
    host,
    when: whenOf(createdAt, now, language),
    hosts: elsewhere
      ? language.t('admin.pending.hosts', { issuer: host, configuration: configurationHost })
      : null,
    comesBack: count > 0 ? language.t('admin.pending.comesBack', { count }) : null,
  };
}

function problemView(platform: Platform, health: Health | undefined, { language, now }: Operator) {
  const problems =
    health && platform.status === 'active'
      ? problemsOf({ health, status: platform.status }, now, language)
      : [];
  return problems.length > 0 ? [{ name: platform.name, href: hrefOf(platform), problems }] : [];
}

function platformView(platform: Platform, health: Health | undefined, { language, now }: Operator) {
  const { name, issuer, status } = platform;
  const nothingYet = { text: language.t('admin.line.never'), kind: '', when: null };
  return {
    name,
    href: hrefOf(platform),
    host: hostOf(issuer),
    status: language.t(`admin.status.${status}`),
    statusKind: STATUS_KINDS[status],
    line: health ? healthLine(health, now, language) : [nothingYet],
  };
}

/** Colour only where it says something: an active LMS is nothing to look at. */
export const STATUS_KINDS = { active: '', pending: 'warn', paused: 'warn', removed: '' } as const;

async function invitationsView(
  tool: Pages,
  invitations: Invitation[],
  platforms: Platform[],
  { language, now }: Operator,
) {
  const isOpen = ({ usedAt, expiresAt }: Invitation) => usedAt === null && expiresAt > now;
  const open = invitations.filter(isOpen).map(async (one) => ({
    id: one.id,
    note: one.note,
    approves: one.approves,
    href: `/admin/invitations/${one.id}`,
    url: await urlOf(tool, one),
    expires: whenOf(one.expiresAt, now, language),
  }));
  const used = invitations
    .filter((one) => !isOpen(one))
    .map((one) => {
      const platform = platforms.find(({ id }) => id === one.platformId);
      return {
        note: one.note,
        when: whenOf(one.usedAt ?? one.expiresAt, now, language),
        how: language.t(one.usedAt ? 'admin.invitations.used' : 'admin.invitations.expired'),
        platform: platform && { name: platform.name, href: hrefOf(platform) },
      };
    });
  return { open: await Promise.all(open), used };
}

/** Each stands where the redirect leads: at the top of its page, or beside what it concerns. */
const NOTICES = {
  notice: ['approved', 'paused', 'resumed', 'removed', 'registered', 'withdrawn'],
  deploymentsNotice: ['deploymentAdded', 'deploymentRemoved', 'learns', 'lists'],
  checkNotice: ['checked', 'notChecked'],
};

/** What was just done, told once after the redirect, by the name that the view has for its place. */
export function noticeOf(done: unknown, { t }: Operator['language'], facts = {}): Record<string, string> {
  const found = Object.entries(NOTICES).find(([, names]) => names.some((name) => name === done));
  return found ? { [found[0]]: t(`admin.notice.${done}`, facts) } : {};
}

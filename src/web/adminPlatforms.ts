import type { Request } from 'express';
import { NotFound } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import type { Health } from '../store/health.ts';
import { changePlatform, type StatusChange, statusChangesOf } from '../usecases/changePlatform.ts';
import { checkPlatform } from '../usecases/checkPlatform.ts';
import { hostOf, noticeOf, pendingView, STATUS_KINDS } from './admin.ts';
import { auditView } from './audit.ts';
import type { Operator, OperatorHandler } from './operator.ts';
import type { Pages } from './pages.ts';
import { checkView, healthRows } from './platformHealth.ts';
import { show } from './views.ts';
import { whenOf } from './when.ts';

const LATEST = 20;

/** One LMS: how it is doing, what it may do, and what can be done about it. */
export const platformPage: OperatorHandler = async (tool, operator, request, response) => {
  const { store, health: notes, baseUrl } = tool;
  const { csrf, language, now } = operator;
  const platform = await platformOf(tool, request);
  await notes.flush();
  const [health, entries] = await Promise.all([
    store.health.of(platform.id),
    store.audit.latest(LATEST, platform.id),
  ]);
  const { id, name, status, deployments, learnsDeployments } = platform;
  const check = checkView({ platform, health, baseUrl }, now, language);
  show(response, 'admin/platform', {
    layout: 'admin',
    title: name,
    csrf,
    base: `/admin/platforms/${id}`,
    host: hostOf(platform.issuer),
    ...noticeOf(request.query.done, language, { count: check.toLookAt }),
    status: language.t(`admin.status.${status}`),
    statusKind: STATUS_KINDS[status],
    pending: status === 'pending' && (await pendingView(tool, platform, operator)),
    buttons: buttonsOf(platform, language),
    checkIsMain: status === 'active',
    rows: healthRows({ health, status }, now, language),
    stranger: strangerOf(platform, health),
    check,
    deployments: deployments.map((deployment) => ({
      deployment,
      removeHref: `${pageOf(request)}/deployments/remove?${new URLSearchParams({ deploymentId: deployment })}`,
      remove: language.t('admin.deployments.removeOne', { deployment }),
    })),
    learnsDeployments,
    details: detailsOf(platform, operator),
    entries: auditView(entries, now, language),
  });
};

/** A deployment that launched, verified, and was not let in. */
function strangerOf({ deployments }: Platform, { lastRefused }: Health): string | null {
  const { deploymentId = null } = lastRefused ?? {};
  return deploymentId !== null && !deployments.includes(deploymentId) ? deploymentId : null;
}

function buttonsOf(platform: Platform, { t }: Operator['language']) {
  return statusChangesOf(platform).map((change) => ({
    href: `/admin/platforms/${platform.id}/status/${change}`,
    label: t(`admin.change.${change}`),
    main: change === 'approve' || change === 'resume',
  }));
}

function detailsOf(platform: Platform, { language, now }: Operator) {
  const { t } = language;
  const { issuer, clientId, authUrl, tokenUrl, jwksUrl, configurationHost, createdAt, enteredBy } = platform;
  const by = { name: t(`admin.details.by.${enteredBy}`), when: whenOf(createdAt, now, language) };
  const values = { issuer, clientId, authUrl, tokenUrl, jwksUrl, configurationHost };
  const given = Object.entries(values).filter(([, value]) => value !== null);
  return { by, rows: given.map(([name, value]) => ({ label: t(`admin.details.${name}`), value })) };
}

const CONSEQUENCES: Record<StatusChange, string[]> = {
  approve: ['launches', 'trust'],
  pause: ['refused', 'ended', 'wait'],
  resume: ['launches', 'sent'],
  remove: ['refused', 'ended', 'wait', 'kept'],
};

/** Says what will happen before it does. */
export const statusPage: OperatorHandler = async (tool, operator, request, response) => {
  const { csrf, language } = operator;
  const platform = await platformOf(tool, request);
  const change = statusChangesOf(platform).find((one) => one === request.params.change);
  if (!change) throw new NotFound('change');
  show(response, 'admin/status', {
    layout: 'admin',
    title: language.t(`admin.confirm.${change}`, platform),
    csrf,
    back: pageOf(request),
    action: `${pageOf(request)}/status/${change}`,
    pending: change === 'approve' && (await pendingView(tool, platform, operator)),
    facts: change === 'approve' ? await originOf(tool, platform, language) : [],
    consequences: CONSEQUENCES[change].map((name) => language.t(`admin.consequence.${name}`)),
    submit: language.t(`admin.change.${change}`),
    danger: change === 'remove',
  });
};

/** Where an LMS that waits says that it is from, and which invitation it came by. */
async function originOf({ store }: Pages, platform: Platform, { t }: Operator['language']) {
  const { id, issuer, configurationHost, authUrl, tokenUrl, jwksUrl } = platform;
  const invitation = await store.invitations.ofPlatform(id);
  const facts = {
    note: invitation?.note,
    issuer,
    configurationHost,
    hosts: [...new Set([authUrl, tokenUrl, jwksUrl].map(hostOf))].join(', '),
  };
  const given = Object.entries(facts).filter(([, value]) => value);
  return given.map(([name, value]) => ({ label: t(`admin.details.${name}`), value }));
}

const DONE: Record<StatusChange, string> = {
  approve: 'approved',
  pause: 'paused',
  resume: 'resumed',
  remove: 'removed',
};
const isStatusChange = (text: unknown): text is StatusChange =>
  typeof text === 'string' && Object.hasOwn(DONE, text);

export const changeStatus: OperatorHandler = async ({ store }, { now }, request, response) => {
  const { platform, change } = request.params;
  if (!isStatusChange(change)) throw new NotFound('change');
  await changePlatform(store, String(platform), { kind: change }, 'operator', now);
  response.redirect(303, `${change === 'remove' ? '/admin' : pageOf(request)}?done=${DONE[change]}`);
};

/** The browser waits for it, twenty seconds at most. */
export const checkNow: OperatorHandler = async (tool, _operator, request, response) => {
  const checked = await checkPlatform(tool, await platformOf(tool, request), 'operator');
  response.redirect(303, `${pageOf(request)}?done=${checked ? 'checked' : 'notChecked'}#check`);
};

export const pageOf = (request: Request) =>
  `/admin/platforms/${encodeURIComponent(String(request.params.platform))}`;

/** @throws NotFound */
export async function platformOf({ store }: Pages, request: Request): Promise<Platform> {
  const platform = await store.platforms.byId(String(request.params.platform));
  if (!platform || platform.status === 'removed') throw new NotFound('platform');
  return platform;
}

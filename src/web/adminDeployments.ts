import type { Request } from 'express';
import { z } from 'zod';
import { NotFound } from '../domain/errors.ts';
import { changePlatform } from '../usecases/changePlatform.ts';
import { pageOf, platformOf } from './adminPlatforms.ts';
import type { Operator, OperatorHandler } from './operator.ts';
import type { Pages } from './pages.ts';
import { show } from './views.ts';

const input = z.object({ deploymentId: z.string().trim().min(1).max(255) });

export const addDeployment: OperatorHandler = async (tool, operator, request, response) => {
  await changeDeployment(tool, operator, request, 'add-deployment');
  response.redirect(303, `${pageOf(request)}?done=deploymentAdded#deployments`);
};

/** Says which one, and what will happen, before it does. */
export const removeDeploymentPage: OperatorHandler = async (tool, operator, request, response) => {
  const { csrf, language } = operator;
  const { name, deployments, learnsDeployments } = await platformOf(tool, request);
  const deploymentId = deploymentIn(request.query);
  if (!deployments.includes(deploymentId)) throw new NotFound('deployment');
  const consequences = ['refused', 'kept', ...(learnsDeployments ? ['comesBack'] : [])];
  show(response, 'admin/status', {
    layout: 'admin',
    title: language.t('admin.deployments.confirm', { deployment: deploymentId, name }),
    csrf,
    back: `${pageOf(request)}#deployments`,
    action: `${pageOf(request)}/deployments/remove`,
    deploymentId,
    consequences: consequences.map((what) => language.t(`admin.deployments.consequence.${what}`)),
    submit: language.t('admin.deployments.removeThis'),
    danger: true,
  });
};

export const removeDeployment: OperatorHandler = async (tool, operator, request, response) => {
  await changeDeployment(tool, operator, request, 'remove-deployment');
  response.redirect(303, `${pageOf(request)}?done=deploymentRemoved#deployments`);
};

export const learnDeployments: OperatorHandler = async ({ store }, { now }, request, response) => {
  const learns = request.body.learns === 'yes';
  const change = { kind: 'learn-deployments', learns } as const;
  await changePlatform(store, String(request.params.platform), change, 'operator', now);
  response.redirect(303, `${pageOf(request)}?done=${learns ? 'learns' : 'lists'}#deployments`);
};

async function changeDeployment(
  { store }: Pages,
  { now }: Operator,
  request: Request,
  kind: 'add-deployment' | 'remove-deployment',
): Promise<void> {
  const change = { kind, deploymentId: deploymentIn(request.body) };
  await changePlatform(store, String(request.params.platform), change, 'operator', now);
}

/** The field is required and short: only what is no form or link of ours comes without it. @throws NotFound */
function deploymentIn(given: unknown): string {
  const parsed = input.safeParse(given);
  if (!parsed.success) throw new NotFound('deployment');
  return parsed.data.deploymentId;
}

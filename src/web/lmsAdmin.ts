import { NotAllowed } from '../domain/errors.ts';
import { checkPlatform } from '../usecases/checkPlatform.ts';
import { noticeOf, STATUS_KINDS } from './admin.ts';
import { checkView, healthRows } from './platformHealth.ts';
import { show } from './views.ts';
import type { Visit, VisitHandler } from './visit.ts';

/**
 * How this visit's own LMS is doing, for whoever administers it there. The role may be that of a sub-account of
 * many (Canvas), so it shows no other's deployments and changes nothing.
 */
export const lmsPage: VisitHandler = async ({ store, health: notes, baseUrl }, visit, request, response) => {
  requireAdministrator(visit);
  const { platform, session, language, base, now } = visit;
  await notes.flush();
  const health = await store.health.of(platform.id);
  const check = checkView({ platform, health, baseUrl }, now, language);
  show(response, 'admin/lms', {
    layout: 'admin',
    title: language.t('admin.lms.title'),
    csrf: session.csrfToken,
    ...noticeOf(request.query.done, language, { count: check.toLookAt }),
    back: base,
    name: platform.name,
    status: language.t(`admin.status.${platform.status}`),
    statusKind: STATUS_KINDS[platform.status],
    base: `${base}/lms`,
    checkIsMain: true,
    rows: healthRows({ health, status: platform.status }, now, language),
    check,
  });
};

export const lmsCheck: VisitHandler = async (tool, visit, _request, response) => {
  requireAdministrator(visit);
  const checked = await checkPlatform(tool, visit.platform, 'lms-admin');
  response.redirect(303, `${visit.base}/lms?done=${checked ? 'checked' : 'notChecked'}#check`);
};

function requireAdministrator({ session }: Visit): void {
  if (!session.administrator) throw new NotAllowed('see how the LMS is connected');
}

import type { AuditEntry } from '../store/audit.ts';
import type { Language } from './language.ts';
import type { OperatorHandler } from './operator.ts';
import { show } from './views.ts';
import { whenOf } from './when.ts';

const PAGE = 100;

/** Everything that was done, the latest first, a hundred a page. */
export const auditPage: OperatorHandler = async ({ store }, { language, now }, request, response) => {
  const { after } = request.query;
  const entries =
    typeof after === 'string' ? await store.audit.after(after, PAGE) : await store.audit.latest(PAGE);
  if (!entries) return response.redirect(303, '/admin/audit');
  const last = entries.length === PAGE ? entries.at(-1) : undefined;
  show(response, 'admin/audit', {
    layout: 'admin',
    title: language.t('admin.audit.title'),
    entries: auditView(entries, now, language),
    older: last && `/admin/audit?after=${last.id}`,
    isFirst: typeof after !== 'string',
  });
};

/** What was done, by whom and when, in words. */
export function auditView(entries: AuditEntry[], now: Date, language: Language) {
  const { t } = language;
  return entries.map(({ at, by, action, facts }) => {
    const whole = facts.approves === 'true' ? [`admin.audit.${action}-approving`] : [];
    const sentences = [...whole, `admin.audit.${action}`, 'admin.audit.other'];
    return {
      when: whenOf(at, now, language),
      by: t(`admin.audit.by.${by}`),
      text: t(sentences, { ...facts, action }),
    };
  });
}

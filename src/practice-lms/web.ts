import type { Request, Response } from 'express';
import type { AutoForm } from './launch/login.ts';
import type { Lms } from './lms.ts';

/** Every page also answers JSON to whoever prefers it. */
export const wantsJson = (req: Request): boolean => req.accepts(['html', 'json']) === 'json';

/** One page with its data: rendered for people, plain for programs. */
export function sendPage(lms: Lms, res: Response, view: string, json: object, page: object = json): void {
  if (wantsJson(res.req)) {
    res.json(json);
    return;
  }
  res.render(view, { ...page, ...frame(lms) });
}

/** What the layout needs to know about the preset. */
const frame = (lms: Lms): object => ({
  presetKey: lms.preset.key,
  label: lms.preset.label,
  product: lms.preset.product,
});

/** A form that submits itself; as JSON `{action, method, fields}`. */
export function sendForm(res: Response, form: AutoForm): void {
  res.set('Cache-Control', 'no-store');
  if (wantsJson(res.req)) {
    res.json(form);
    return;
  }
  const fields = Object.entries(form.fields).map(([name, value]) => ({ name, value }));
  res.render('auto-form', { ...form, fields, layout: false });
}

/** An error page of the LMS itself, with the status the real one gives; as JSON `{error}`. */
export function sendErrorPage(lms: Lms, res: Response, message: string, status?: number): void {
  res.status(status ?? lms.preset.errorPageStatus);
  sendPage(lms, res, 'error', { error: message });
}

import type { Response } from 'express';
import type { LoginParameters, ProofToKeep } from '../usecases/beginLogin.ts';
import type { HeldLaunch } from '../usecases/holdLaunch.ts';
import { allowFraming, allowFramingByAnyone } from './security.ts';
import { languageOf } from './speaking.ts';
import { show } from './views.ts';

/** The login address, to be asked by GET. */
export function loginAddress(parameters: LoginParameters): string {
  return `/lti/login?${new URLSearchParams(parameters)}`;
}

/**
 * In a frame whose browser keeps no cookie: the same login again, in a new tab. Where the LMS keeps a proof for the
 * browser, the page's script goes on to the LMS by itself instead.
 *
 * Anyone may frame it, since a hosted Canvas shows it from a school's host that nobody has told yet. Who makes
 * somebody press the button unawares opens a tab with a login that any link could begin, and nothing on the other
 * side of it may be framed. The proof is for the LMS's origin alone. And a link it is, not a form: Chromium holds
 * the redirects behind a form, to hosts that only the LMS knows, against `form-action`.
 */
export function showNewTab(
  response: Response,
  { parameters, keep }: { parameters: LoginParameters; keep: ProofToKeep | null },
): void {
  const { t } = languageOf(response);
  allowFramingByAnyone(response);
  show(response, 'new-tab', {
    title: t('newTab.title'),
    link: loginAddress({ ...parameters, tab: 'new' }),
    keep,
    script: 'launch.js',
  });
}

/**
 * A launch that was held: the page's script fetches the proof back from the LMS, and the button takes both into a
 * new tab. Framed by the LMS alone; whoever frames it elsewhere has no page of the LMS's to answer with the proof.
 */
export function showContinue(
  response: Response,
  { held, frameAncestors }: { held: HeldLaunch; frameAncestors: string[] },
): void {
  const { t } = languageOf(response);
  allowFraming(response, frameAncestors);
  show(response, 'continue', { title: t('newTab.title'), held, script: 'launch.js' });
}

import type { Request } from 'express';
import { type Lms, lmsUrl } from '../lms.ts';
import { storageMode, storageTarget } from '../platform-storage.ts';

/** The language that somebody has set in the LMS: `?locale=de-CH`; absent: English. */
export const localeIn = ({ query }: Request): string | undefined =>
  typeof query.locale === 'string' && query.locale !== '' ? query.locale : undefined;

/** What surrounds a tool's iframe, for the partial `frame`: `?storage=MODE` overrides the admin's choice. */
export function frameOf(lms: Lms, req: Request, launchUrl: string) {
  const { postMessages, frameAllow } = lms.preset;
  const mode = storageMode(lms, req.query.storage);
  const answers = postMessages && mode !== 'silent';
  return {
    frameAllow,
    frameSize: lms.preset.key,
    frameUrl: withQuery(launchUrl, {
      storage: mode === storageMode(lms) ? undefined : mode,
      locale: localeIn(req),
    }),
    messages: answers && {
      storage: storageTarget(lms, mode) ?? '',
      frameUrl: mode === 'frame' ? lmsUrl(lms, `/${postMessages.storageFrame}`) : undefined,
    },
  };
}

function withQuery(url: string, query: Record<string, string | undefined>): string {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) changed.searchParams.set(name, value);
  return changed.href;
}

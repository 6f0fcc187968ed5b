import type { Request } from 'express';
import { type Lms, lmsUrl } from '../lms.ts';
import { storageMode, storageTarget } from '../platform-storage.ts';

/** What surrounds a tool's iframe, for the partial `frame`: `?storage=MODE` overrides the admin's choice. */
export function frameOf(lms: Lms, req: Request, launchUrl: string) {
  const { postMessages, frameAllow } = lms.preset;
  const mode = storageMode(lms, req.query.storage);
  const answers = postMessages && mode !== 'silent';
  return {
    frameAllow,
    frameSize: lms.preset.key,
    frameUrl: mode === storageMode(lms) ? launchUrl : withStorage(launchUrl, mode),
    messages: answers && {
      storage: storageTarget(lms, mode) ?? '',
      frameUrl: mode === 'frame' ? lmsUrl(lms, `/${postMessages.storageFrame}`) : undefined,
    },
  };
}

function withStorage(url: string, mode: string): string {
  const changed = new URL(url);
  changed.searchParams.set('storage', mode);
  return changed.href;
}

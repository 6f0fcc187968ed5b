import type { Lms } from './lms.ts';
import type { StorageMode } from './model.ts';

/** How the course page keeps data for tools [LTI Client Side postMessages, Platform Storage]; a platform may do without. */
export const STORAGE_MODES: Record<StorageMode, string> = {
  frame: 'A named frame beside the tool, as in the browser',
  parent: 'The course page itself (_parent)',
  silent: 'Announced, but nobody answers, as in the mobile app',
  none: 'Not announced and not answered',
};

/** The mode asked for, e.g. by a page's query, or the preset's; `none` where the platform has no storage. */
export function storageMode(lms: Lms, asked?: unknown): StorageMode {
  if (!lms.preset.postMessages) return 'none';
  return typeof asked === 'string' && asked in STORAGE_MODES ? (asked as StorageMode) : lms.state.storageMode;
}

/** `lti_storage_target` of a launch: a frame's name, `_parent`, or nothing. */
export function storageTarget(lms: Lms, asked?: StorageMode): string | undefined {
  const frame = lms.preset.postMessages?.storageFrame;
  const targets = { frame, silent: frame, parent: '_parent', none: undefined };
  return targets[storageMode(lms, asked)];
}

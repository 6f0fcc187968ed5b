const NOTICES: Record<string, string> = {
  posted: 'notice.posted',
  edited: 'notice.edited',
  deleted: 'notice.deleted',
  undeleted: 'notice.undeleted',
  reported: 'notice.reported',
  settled: 'notice.settled',
  hidden: 'notice.hidden',
  unhidden: 'notice.unhidden',
  pinned: 'notice.pinned',
  unpinned: 'notice.unpinned',
  locked: 'notice.locked',
  unlocked: 'notice.unlocked',
  lockedAll: 'notice.lockedAll',
  unlockedAll: 'notice.unlockedAll',
  muted: 'notice.muted',
  unmuted: 'notice.unmuted',
  saved: 'notice.saved',
  settingsUndone: 'notice.settingsUndone',
  extend: 'notice.extended',
  unextend: 'notice.unextended',
  excuse: 'notice.excused',
  unexcuse: 'notice.unexcused',
  copied: 'copied.saved',
  read: 'unread.done.read',
  unread: 'unread.done.unread',
  asked: 'notice.asked',
  allRead: 'unread.done.all',
  noneUnread: 'unread.none',
  waits: 'opening.waits',
};

/** Those that are of one's own words, so that what is asked may stand otherwise. */
const OF_WRITING = ['posted', 'edited', 'deleted', 'undeleted'];
export const isOfWriting = (done: string | null): boolean => done !== null && OF_WRITING.includes(done);

/** What was just done, told once after the redirect. */
export function noticeOf(done: unknown): string | null {
  return typeof done === 'string' && Object.hasOwn(NOTICES, done) ? (NOTICES[done] ?? null) : null;
}

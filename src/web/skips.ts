import type { Language } from './language.ts';

/** What a page has to skip to. */
export interface Stops {
  /** The posts of a discussion, or the replies of a thread. */
  page: 'discussion' | 'thread';
  /** Where the first one is that is unread; none: nothing is, or there are no marks. */
  unread: string | null | undefined;
  write: boolean;
  asked: boolean;
}

/** The first stops of a page for whoever goes by keyboard, in the order in which they are wanted most. */
export function skipsOf({ page, unread, write, asked }: Stops, { t }: Language) {
  const thread = page === 'thread';
  return [
    { href: thread ? '#replies' : '#list', text: t(thread ? 'skip.toReplies' : 'skip.toPosts') },
    ...(unread ? [{ href: unread, text: t('skip.toUnread'), onward: thread }] : []),
    ...(write ? [{ href: '#write', text: t(thread ? 'skip.toReply' : 'skip.toPost') }] : []),
    ...(asked ? [{ href: '#asked', text: t('skip.toAsked') }] : []),
  ];
}

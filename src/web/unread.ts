import type { Request } from 'express';
import { z } from 'zod';
import { THREAD_ORDERS } from '../domain/branches.ts';
import { countUnread, type Place, type Unread } from '../domain/readMarks.ts';
import { labelOf } from '../domain/thread.ts';
import { markAllRead, markRead } from '../usecases/markRead.ts';
import { markUnread } from '../usecases/markUnread.ts';
import { nextUnread, type Start } from '../usecases/nextUnread.ts';
import { addressOf } from './checklist.ts';
import type { Language } from './language.ts';
import { numberIn } from './threads.ts';
import { unreadCount } from './unreadView.ts';
import { discussionOf, scopeIn, type VisitHandler } from './visit.ts';

/** More than a page shows. */
const MOST_NUMBERS = 500;
const NUMBER = /^\d{1,9}$/;
const readInput = z.object({
  /** `0 3 4`: the post and two of its replies. */
  read: z.string().catch('').transform(numbersIn),
});
const unreadInput = z.object({
  from: z.string().regex(NUMBER).transform(Number).catch(0),
  by: z.enum(THREAD_ORDERS).nullable().catch(null),
});
const nextInput = z.object({
  /** `12.4`: what comes after it; or `12`, and what comes in it. */
  after: z.string().catch(''),
  in: z.string().catch(''),
  by: z.enum(THREAD_ORDERS).nullable().catch(null),
});

/** Keeps what of a thread has been read: the page's script says what was in sight, the button means all of a page. */
export const readHere: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const { read: numbers } = readInput.parse(request.body);
  const [scope, thread] = [await scopeIn(tool, visit, discussion), numberIn(request)];
  const left = await markRead(tool.store, visit.actor, { scope, thread, numbers });
  if (asksForData(request)) response.json(leftOf(left, visit.language));
  else response.redirect(303, `${visit.base}/posts/${thread}?done=read#replies`);
};

/** Makes a thread unread again from one of its posts on. */
export const unreadHere: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const { from, by } = unreadInput.parse(request.query);
  const [scope, thread] = [await scopeIn(tool, visit, discussion), numberIn(request)];
  const order = by ?? visit.member.threadOrder;
  const left = await markUnread(tool.store, visit.actor, { scope, thread, from, order });
  const { t } = visit.language;
  const label = labelOf(thread, from || null);
  if (asksForData(request))
    response.json({
      ...leftOf(left, visit.language),
      unread: [...(left.get(thread) ?? [])],
      said: t('unread.done.from', { label }),
    });
  else response.redirect(303, `${visit.base}${placeAddress([thread, from], 'unread')}`);
};

export const readAll: VisitHandler = async (tool, visit, _request, response) => {
  const discussion = await discussionOf(tool, visit);
  await markAllRead(tool.store, visit.actor, await scopeIn(tool, visit, discussion));
  response.redirect(303, `${visit.base}/discussion?done=allRead`);
};

/** Leads to the next post or reply that has not been read. */
export const nextUnreadPage: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const scope = await scopeIn(tool, visit, discussion);
  const query = nextInput.parse(request.query);
  const start = startOf(query);
  const order = query.by ?? visit.member.threadOrder;
  const place = await nextUnread(tool.store, visit.actor, { scope, start, order });
  const { language, base } = visit;
  if (asksForData(request))
    response.json(place ? { href: base + placeAddress(place) } : { said: language.t('unread.none') });
  else if (place) response.redirect(303, base + placeAddress(place));
  else response.redirect(303, base + backTo(start));
};

/** What a script shows once something was marked. */
const leftOf = (unread: Unread, language: Language) => ({ left: unreadCount(countUnread(unread), language) });

function startOf(query: z.infer<typeof nextInput>): Start {
  const [, thread, number = '0'] = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(query.after) ?? [];
  if (thread !== undefined) return { thread: Number(thread), after: Number(number) };
  return { thread: NUMBER.test(query.in) ? Number(query.in) : 0, after: null };
}

const backTo = ({ thread, after }: Start): string =>
  after === null ? '/discussion?done=noneUnread' : placeAddress([thread, after], 'noneUnread');

/** `/posts/12#post`, or `/posts/12?at=4#reply-4`. */
function placeAddress([thread, number]: Place, done?: string): string {
  const told = done ? `done=${done}` : '';
  if (number === 0) return `/posts/${thread}${told && `?${told}`}#post`;
  return addressOf(labelOf(thread, number)).replace('#', `${told && `&${told}`}#`);
}

const asksForData = (request: Request): boolean => request.accepts(['html', 'json']) === 'json';

function numbersIn(typed: string): number[] {
  const numbers = typed.split(' ', MOST_NUMBERS);
  return numbers.filter((one) => NUMBER.test(one)).map(Number);
}

import { z } from 'zod';
import { mayGrade } from '../domain/actor.ts';
import { useShortcuts } from '../usecases/useShortcuts.ts';
import { show } from './views.ts';
import { ownMarks, type Visit, type VisitHandler } from './visit.ts';

/** What single keys do; `src/browser/keyboard` does it. */
const KEYS = [
  ['n', 'next'],
  ['j', 'down'],
  ['k', 'up'],
  ['r', 'reply'],
  ['q', 'quote'],
  ['u', 'unread'],
  ['/', 'search'],
  ['?', 'help'],
] as const;
/** Keys of the editor (`src/browser/editor`), which are never turned off. */
const WHILE_WRITING = [
  ['Ctrl+Enter', 'send'],
  ['Alt+F10', 'toolbar'],
  ['Escape', 'back'],
  ['@', 'mention'],
] as const;

const GRADING_KEYS = [
  ['a', 'accept'],
  ['n', 'nextStudent'],
  ['p', 'previousStudent'],
  ['g', 'points'],
  ['c', 'comment'],
  ['1–9', 'take'],
] as const;

const THREAD_KEYS = [
  ['a', 'acceptThread'],
  ['n', 'nextThread'],
  ['p', 'previousThread'],
  ['g', 'pointsBeside'],
  ['0–9', 'level'],
] as const;

/** What each can be done with from the keyboard, and whether single keys do it: WCAG 2.1.4 wants them turned off by whoever likes. */
export const keyboardPage: VisitHandler = async (_tool, visit, _request, response) => {
  const { t } = visit.language;
  const on = visit.member.shortcuts;
  show(response, 'keyboard', {
    title: t('keyboard.title'),
    csrf: visit.session.csrfToken,
    back: response.locals.home,
    keys: KEYS.map(([key, name]) => ({ key, what: t(`keyboard.${name}`) })),
    whileWriting: WHILE_WRITING.map(([key, name]) => ({ key, what: t(`keyboard.${name}`) })),
    grading: mayGrade(visit.actor.role)
      ? GRADING_KEYS.map(([key, name]) => ({ key, what: t(`keyboard.${name}`) }))
      : null,
    threads: mayGrade(visit.actor.role)
      ? THREAD_KEYS.map(([key, name]) => ({ key, what: t(`keyboard.${name}`) }))
      : null,
    state: t(on ? 'keyboard.on' : 'keyboard.off'),
    action: `${visit.base}/keyboard`,
    change: { value: on ? 'off' : 'on', text: t(on ? 'keyboard.turnOff' : 'keyboard.turnOn') },
  });
};

const choice = z.object({ shortcuts: z.enum(['on', 'off']).catch('on') });

export const changeShortcuts: VisitHandler = async ({ store }, visit, request, response) => {
  const { shortcuts } = choice.parse(request.body);
  await useShortcuts(store, visit.actor, shortcuts === 'on');
  response.redirect(303, `${visit.base}/keyboard`);
};

/** What a page needs for its keys; null with another's eyes. */
export function keyboardOn(visit: Visit) {
  if (ownMarks(visit) === null) return null;
  const { base, member } = visit;
  return { state: member.shortcuts ? 'on' : 'off', help: `${base}/keyboard`, search: `${base}/search` };
}

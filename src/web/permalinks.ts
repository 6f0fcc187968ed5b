import { parseCookie } from 'cookie';
import type { Request, RequestHandler, Response } from 'express';
import { mayRead } from '../domain/actor.ts';
import { parsedAddress } from '../domain/address.ts';
import type { Session } from '../store/sessions.ts';
import { browsersOf } from './browser.ts';
import { addressOf } from './checklist.ts';
import type { Pages } from './pages.ts';
import { allowFramingByAnyone } from './security.ts';
import { languageOf } from './speaking.ts';
import { show } from './views.ts';

/**
 * Where a link led that came without a visit, for the launch that follows. Not partitioned: the link opens in a tab,
 * the course mostly in a frame, and browsers that let both see one cookie go on to the post.
 */
const WISH = '__Host-rejoinder-wish';
const WISH_COOKIE = { secure: true, httpOnly: true, sameSite: 'none', path: '/' } as const;
const WISH_MS = 30 * 60 * 1000;
/** `12` or `12.4`. */
export const LABEL = /^[1-9]\d{0,8}(\.[1-9]\d{0,8})?$/;
const ID = /^[\w-]{1,40}$/;
/** Of a post, or of none: the whole discussion. */
const isLabel = (label: string): boolean => label === '' || LABEL.test(label);

/** The address of a post or reply that can be given to anybody of the course: `/d/…/12.4`. */
export const permalinkOf = (discussionId: string, label: string): string => `/d/${discussionId}/${label}`;

/**
 * A shared link: whoever has that discussion open in this browser goes to the post. Everybody else is told to open it
 * from the course, in the same words whether there is such a discussion or not.
 */
export function permalink({ store, now }: Pages): RequestHandler {
  return async (request: Request, response: Response) => {
    const [discussionId, label] = [String(request.params.discussion), String(request.params.label ?? '')];
    const known = ID.test(discussionId) && isLabel(label);
    const sessions = known ? await store.sessions.openAt(discussionId, browsersOf(request), now()) : [];
    const session = sessions.find(({ id }) => id === cameFrom(request)) ?? sessions[0];
    if (session) return response.redirect(303, `/s/${session.id}${placeIn(session, label)}`);
    if (known) response.cookie(WISH, `${discussionId}/${label}`, { ...WISH_COOKIE, maxAge: WISH_MS });
    allowFramingByAnyone(response);
    const language = languageOf(response);
    response.status(401);
    response.locals.language = language;
    show(response, 'from-course', {
      title: language.t('reading.permalink.title'),
      label: known ? label : null,
      about: language.t(`reading.permalink.${label ? 'what' : 'whole'}`),
    });
  };
}

/** The page of a session that a launch leads to because of a link that was followed before; null where none was. */
export function wishedPlace(response: Response, session: Session): string | null {
  const wish = parseCookie(response.req.headers.cookie ?? '')[WISH] ?? '';
  const [discussionId, label = ''] = wish.split('/');
  if (!session.discussionId || discussionId !== session.discussionId || !isLabel(label)) return null;
  response.clearCookie(WISH, WISH_COOKIE);
  return placeIn(session, label);
}

const placeIn = ({ role }: Session, label: string): string =>
  label && mayRead(role) ? addressOf(label) : '/discussion';

/** Of several visits in one browser, a teacher's and a test student's, the one whose page the link stands on. */
function cameFrom({ headers }: Request): string | undefined {
  const { referer } = headers;
  const path = parsedAddress(referer ?? '')?.pathname ?? '';
  return /^\/s\/([\w-]+)/.exec(path)?.[1];
}

import { mayWrite } from '../domain/actor.ts';
import { placeFor, placeOf } from '../domain/draft.ts';
import { type Closing, isOpen } from '../domain/moderation.ts';
import type { ThreadItem } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { DraftsAt } from '../store/drafts.ts';
import type { Joint } from '../store/postLists.ts';
import type { Elsewhere } from './asked.ts';
import type { Content } from './content.ts';
import { formAt } from './draftForm.ts';
import type { Language } from './language.ts';
import { type Person, personOf, type Seen } from './people.ts';
import { type Quotation, withQuotation } from './quoting.ts';
import type { ThreadPart } from './threadPart.ts';
import type { Visit } from './visit.ts';
import { wordCounter } from './wordCount.ts';
import type { PostForm } from './writing.ts';

export interface Answering {
  discussion: Discussion;
  number: number;
  /** The reply to be answered; null or unknown: the post itself. */
  answering: string | null;
  /** Whether the reply is to begin with the words of what it answers. */
  quoting?: boolean;
  /** Where it was written in, and what was typed, where it was refused. */
  place?: string;
  form?: PostForm;
  /** What keeps this person from writing here. */
  closing?: Closing | null;
}

interface Around {
  part: ThreadPart;
  members: Map<string, Seen>;
  content: Content;
  drafts: DraftsAt | null;
  /** Words that are asked of the reply. */
  minimum: number;
  /** Why it meets nothing that is still asked. */
  elsewhere: Elsewhere | null;
}

/** The form below a thread, and whether there is one: what was typed and refused stays in sight in any case. */
export function replyForm(
  visit: Visit,
  view: Answering,
  { part, members, content, drafts, minimum, elsewhere }: Around,
) {
  const { root, answered, posts } = part;
  const { actor, language, base } = visit;
  const { lost, form } = formIn(visit, view, { part, drafts });
  const to = personOf(members.get(answered.post.authorId), language);
  const here = `${base}/posts/${view.number}`;
  const mayReply =
    mayWrite(actor.role) && ((isOpen(answered.post) && !view.closing) || Boolean(view.form?.text));
  const quotation = quotationOf(
    answered,
    { to, words: content.typing(posts.get(answered.post.id)?.plain ?? '') },
    language,
  );
  return {
    form: {
      ...(view.quoting && mayReply && !view.form ? withQuotation(form, quotation) : form),
      heading: language.t('write.aReply'),
      parentId: answered.post.id,
      label:
        answered === root
          ? language.t('write.replyTo', to)
          : language.t('write.replyToReply', { ...to, label: answered.label }),
      action: `${here}/replies`,
      counter: wordCounter(language, minimum),
      hold: root.post.authorId !== actor.memberId && `${here}/hold`,
      elsewhere: elsewhere && language.t(`write.elsewhere.${elsewhere}`, to),
      note: lost ? language.t('post.error.parentGone') : null,
    },
    answersReply: answered !== root,
    answering:
      answered !== root && !answered.tombstone
        ? content.html(posts.get(answered.post.id)?.html ?? '', 2)
        : null,
    quotes: { label: quotation.label, source: quotation.source },
    mayReply,
  };
}

const quotationOf = (
  { label }: ThreadItem<Joint>,
  { to, words }: { to: Person; words: string },
  { t }: Language,
): Quotation => ({ label, source: t('post.source', { label, name: to.name }), words });

/** Where the reply may have been begun: below what is answered, or below what was to be and is no longer there. */
export function placesOf({ answering, place }: Answering, { answered }: ThreadPart): string[] {
  const wanted = placeOf(placeFor('reply', answering ?? ''))?.name;
  const own = placeFor('reply', answered.post.id);
  return [...new Set([...(place ? [place] : []), ...(wanted ? [wanted] : []), own])];
}

/** An answer to a reply that was deleted meanwhile can still be one to the post: its draft stays with it. */
function formIn(visit: Visit, view: Answering, { part, drafts }: Pick<Around, 'part' | 'drafts'>) {
  const { discussion, form: refused } = view;
  const at = (place: string) => formAt(visit, discussion, drafts, { place, refused });
  const own = placeFor('reply', part.answered.post.id);
  const [first = own] = placesOf(view, part);
  const form = at(first);
  const lost = first !== own && !view.place;
  return lost && !form.draft?.saved ? { lost: false, form: at(own) } : { lost, form };
}

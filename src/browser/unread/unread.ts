import { postAround, postNumbered } from '../posts.ts';
import { tell } from '../status.ts';
import { type Marks, marksAt } from './marks.ts';
import { goToNextUnread } from './next.ts';
import { watchSight } from './sight.ts';

/** What was seen is kept as read; what is new stays marked until the page is left. */
export function followReading(): void {
  const onward = document.querySelector<HTMLElement>('.onward');
  if (!onward) return;
  const csrf = document.querySelector<HTMLInputElement>('#act [name=csrf]')?.value ?? '';
  const marks = marksAt(onward, csrf);
  const sight = watchSight(marks.read);
  sight.watch(document);
  // What comes while the page is open is watched as well.
  document.addEventListener('rejoinder:came', ({ detail }: CustomEventInit<Element[]>) => {
    for (const item of detail ?? []) sight.watch(item);
    marks.send(true);
  });
  for (const form of onward.querySelectorAll('form')) form.hidden = true;
  goToNextUnread(onward, marks);
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[formaction*="/unread?"]');
    if (!button) return;
    event.preventDefault();
    markUnread(button, marks, sight.leave);
  });
}

/** From a post on, without leaving the page: what one is looking at is not read by that. */
async function markUnread(
  button: HTMLButtonElement,
  marks: Marks,
  leave: (post: HTMLElement) => void,
): Promise<void> {
  const answer = await marks.unread(button.formAction);
  if (!answer) return button.form?.requestSubmit(button);
  const from = postAround(button);
  for (const number of answer.unread) {
    const post = postNumbered(number);
    if (!post) continue;
    post.dataset.unread = '';
    post.classList.add('new');
    if (from && !(post.compareDocumentPosition(from) & Node.DOCUMENT_POSITION_FOLLOWING)) leave(post);
  }
  const menu = button.closest('details');
  if (menu) menu.open = false;
  menu?.querySelector('summary')?.focus();
  tell(answer.said);
}

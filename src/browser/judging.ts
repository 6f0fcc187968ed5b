import { goTo, postAround } from './posts.ts';

/** What is chosen last counts: a level takes the place of points of one's own, and they of a level. */
export function chooseOnce(): void {
  document.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const fieldset = target.closest('fieldset.judged');
    const own = fieldset?.querySelector<HTMLInputElement>('input[name^=free-]');
    const chosen = fieldset?.querySelector<HTMLInputElement>('input[type=radio]:checked');
    if (target.type === 'radio' && own) own.value = '';
    else if (target === own && own.value && chosen) chosen.checked = false;
  });
}

/** While somebody grades a thread: the first post without points is at hand, and a number is the level of so many points. */
export function judgeQuickly(): void {
  const form = document.querySelector<HTMLFormElement>('form.judge');
  if (!form) return;
  addEventListener('pageshow', () => {
    const said = location.hash !== '' || document.querySelector('[aria-invalid]') !== null;
    if (!said && matchMedia('(min-width: 60rem)').matches) setTimeout(() => begin(form));
  });
  form.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (key === 'Escape') (target as HTMLElement).blur();
    if (event.repeat || event.isComposing) return;
    if (key === 'Enter' && (event.ctrlKey || event.metaKey)) send(form, event);
    else if (/^\d$/.test(key) && !event.ctrlKey && !event.metaKey && !event.altKey) choose(key, event);
  });
}

/** Reading begins at the top, and goes on where points are missing. */
function begin(form: HTMLFormElement): void {
  const todo = form.querySelector<HTMLElement>('.todo');
  const post = postAround(todo);
  if (post && post.dataset.number !== '0') goTo(post);
  const chosen = todo?.querySelector<HTMLInputElement>('input[type=radio]:checked');
  chosen?.focus({ preventScroll: true });
}

function send(form: HTMLFormElement, event: KeyboardEvent): void {
  event.preventDefault();
  form.requestSubmit(form.querySelector<HTMLButtonElement>('button[name=after]'));
}

/** The level of so many points, of the criterion that has the focus. */
function choose(digit: string, event: KeyboardEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLInputElement) || target.type !== 'radio') return;
  const levels = target
    .closest('fieldset')
    ?.querySelectorAll<HTMLInputElement>('input[type=radio]:not([value=""])');
  const level = [...(levels ?? [])].find(({ value }) => value === digit);
  if (!level) return;
  event.preventDefault();
  level.focus();
  level.click();
}

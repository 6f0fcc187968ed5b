import { focusOn, postAt } from './posts.ts';

/** A refused form shows its first mistake; what has to be read first is gone to; a kept grade leads to the next one's points; a link to a post, to the post. */
export function focusWhatMatters(): void {
  const isRefused = document.querySelector('[aria-invalid]') !== null;
  const first = document.querySelector<HTMLElement>('[data-comes-first]');
  // Once the browser is done with the address: going to its #place takes the focus away again.
  addEventListener('pageshow', () => {
    const wide = matchMedia('(min-width: 60rem)').matches;
    setTimeout(() => {
      // An editor may have taken its field's place by now.
      const refused = document.querySelector<HTMLElement>('[aria-invalid]:not([hidden])');
      const described = refused?.getAttribute('aria-describedby')?.split(' ');
      const error = described?.find((id) => id.endsWith('error'));
      if (error) document.getElementById(error)?.scrollIntoView({ block: 'center', behavior: 'instant' });
      if (isRefused) refused?.focus({ preventScroll: true });
      else if (first) first.focus();
      else if (location.hash === '#work' && wide)
        document.querySelector<HTMLElement>('#points')?.focus({ preventScroll: true });
      else focusOn(postAt(location.hash));
    });
  });
}

/** What was just done is set once more: screen readers tell what changes, not what is there. */
export function tellNotice(): void {
  const notice = document.querySelector<HTMLElement>('.notice[role=status]');
  if (!notice) return;
  const said = [...notice.childNodes];
  // Nothing moves meanwhile.
  notice.style.minBlockSize = `${notice.getBoundingClientRect().height}px`;
  notice.replaceChildren();
  setTimeout(() => {
    notice.replaceChildren(...said);
    notice.style.minBlockSize = '';
  }, 200);
}

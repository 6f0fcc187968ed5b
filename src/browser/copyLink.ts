import { tell } from './status.ts';

/** Puts the address of a post on the clipboard; where the frame may not, it stands there to be copied by hand. */
export function copyLinks(): void {
  document.addEventListener('click', async (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-copy]');
    // With a key held down somebody wants a tab, and gets it.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const copied = await navigator.clipboard.writeText(link.href).then(
      () => true,
      () => byHand(link.href),
    );
    if (copied) tell(link.dataset.copy ?? '');
    else tell(link.href, { stays: true });
  });
}

/** The old way needs no permission, but a selection. */
function byHand(text: string): boolean {
  const field = Object.assign(document.createElement('textarea'), { value: text, className: 'unseen' });
  const focused = document.activeElement as HTMLElement | null;
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}

import { keepPlace } from './place.ts';

const CLOSING = 'section[aria-labelledby=closing]';

/**
 * Where a freshly fetched page says that nothing can be added any more, this one says so as well, above a form that may
 * be half filled in: what was written can still be copied. Open again, it no longer does.
 * @returns what is to be told; nothing where it stands as it stood
 */
export function closeHere(page: Document): string {
  const [old, fresh] = [document, page].map((one) => one.querySelector(CLOSING));
  const form = document.querySelector('main > :is(.write, .another)');
  if (!form || Boolean(old) === Boolean(fresh)) return '';
  keepPlace(() => {
    if (fresh) form.before(fresh);
    else old?.remove();
  });
  return fresh?.querySelector('h2')?.textContent ?? '';
}

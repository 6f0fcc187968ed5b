import type { Transfer } from './transfer.ts';
import type { Uploads } from './uploads.ts';

export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/**
 * A file on its way, as a line of a list: how far it is, or why it goes no further and what can be done.
 * @param ended told once it has arrived or was taken back
 */
export function underWay(
  uploads: Uploads,
  transfer: Transfer,
  ended: (item: HTMLElement) => void,
): HTMLElement {
  const { name } = transfer;
  const bar = element('progress', { max: 1, value: 0 });
  bar.setAttribute('aria-label', uploads.say('sending', name));
  const why = element('span', { className: 'late' });
  const again = button(uploads, 'again', name, () => transfer.send());
  const drop = button(uploads, 'cancel', name, () => transfer.cancel());
  const called = element('bdi', { textContent: name });
  const item = element('li', {}, called, ' ', bar, why, ' ', again, ' ', drop);
  item.dataset.underWay = '';
  transfer.changed = () => {
    const { state, progress } = transfer;
    bar.value = progress;
    bar.hidden = state !== 'sending';
    why.textContent = transfer.why;
    again.hidden = state !== 'failed' && state !== 'waiting';
    item.toggleAttribute('data-stuck', state !== 'sending');
    if (state === 'sent' || state === 'cancelled') ended(item);
    else if (state !== 'sending') uploads.tell(transfer.why);
  };
  again.hidden = true;
  return item;
}

export function button(
  uploads: Uploads,
  kind: 'remove' | 'again' | 'cancel',
  name: string,
  press: () => void,
): HTMLButtonElement {
  const made = element('button', { type: 'button', className: 'link', textContent: uploads.say(kind) });
  made.append(element('span', { className: 'unseen', textContent: ` ${name}` }));
  made.addEventListener('click', press);
  return made;
}

import type { Editor } from '@tiptap/core';

/** What all panels do: Enter carries out, Escape leaves, and nothing of them is part of the form. */
export function panelIn(area: HTMLElement, editor: Editor, name: string, apply: (remove: boolean) => void) {
  const panel = area.querySelector<HTMLElement>(`[data-panel=${name}]`);
  if (!panel) return null;
  const close = () => {
    panel.hidden = true;
    editor.view.focus();
  };
  for (const kind of ['input', 'change']) panel.addEventListener(kind, (event) => event.stopPropagation());
  panel.addEventListener('keydown', (event) => {
    const { key, target, shiftKey } = event;
    const types = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (key !== 'Escape' && !(key === 'Enter' && types && !shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === 'Enter') apply(false);
    else close();
  });
  panel.addEventListener('click', ({ target }) => {
    const does = (target as Element).closest<HTMLElement>('[data-does]')?.dataset.does;
    if (does === 'cancel') close();
    else if (does) apply(does === 'remove');
  });
  const field = <T extends HTMLElement>(part: string) => panel.querySelector<T>(`[data-part=${part}]`) as T;
  return { panel, field, close };
}

import type { Editor } from '@tiptap/core';
import { panelIn } from './panel.ts';
import { chosenPicture, findPicture, isUndecided } from './pictures.ts';

/** As for the server: more belongs into the text. */
const LONGEST_ALT = 500;

/** Where somebody says what the chosen picture shows, or that it only decorates. Then the next one that lacks it is asked about. */
export function picturePanel(area: HTMLElement, editor: Editor) {
  const made = panelIn(area, editor, 'picture', (remove) => apply(remove));
  if (!made) return null;
  const { panel, field, close } = made;
  const shown = field<HTMLImageElement>('shown');
  const alt = field<HTMLInputElement>('alt');
  const decorative = field<HTMLInputElement>('decorative');
  const say = (wrong: 'wrong' | 'tooLong' | null) => {
    for (const part of ['wrong', 'tooLong']) field(part).hidden = part !== wrong;
    if (wrong) alt.setAttribute('aria-invalid', 'true');
    else alt.removeAttribute('aria-invalid');
  };
  const follow = () => {
    alt.disabled = decorative.checked;
    say(null);
  };
  decorative.addEventListener('change', follow);
  const open = () => {
    const chosen = chosenPicture(editor);
    if (!chosen) return;
    const drawn = editor.view.nodeDOM(editor.state.selection.from) as HTMLElement | null;
    shown.src = drawn?.querySelector('img')?.src ?? '';
    alt.value = chosen.attrs.alt ?? '';
    decorative.checked = chosen.attrs.alt === '';
    follow();
    panel.hidden = false;
    (decorative.checked ? decorative : alt).focus();
    panel.scrollIntoView({ block: 'nearest' });
  };
  const apply = (remove: boolean) => {
    const words = decorative.checked ? '' : alt.value.trim();
    if (!remove && (words.length > LONGEST_ALT || (words === '' && !decorative.checked))) {
      say(words === '' ? 'wrong' : 'tooLong');
      return alt.focus();
    }
    if (chosenPicture(editor)) {
      if (remove) editor.commands.deleteSelection();
      else editor.commands.updateAttributes('picture', { alt: words });
    }
    const next = findPicture(editor, isUndecided);
    if (next === null) return leave();
    editor.commands.setNodeSelection(next);
    open();
  };
  /** The caret goes on behind the picture: what is typed next does not take its place. */
  const leave = () => {
    if (chosenPicture(editor)) editor.commands.setTextSelection(editor.state.selection.to + 1);
    close();
  };
  return { open, close };
}

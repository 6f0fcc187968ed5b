import type { Editor } from '@tiptap/core';
import { NodeSelection } from '@tiptap/pm/state';
import type { Preview } from './formulas.ts';
import { panelIn } from './panel.ts';
import { picturePanel } from './picturePanel.ts';

/** Where an address, a formula or what a picture shows is typed. */
export interface Panels {
  open(which: 'link' | 'formula' | 'picture'): void;
}

/** They stand below the toolbar, take the focus while they are open, and give it back to the text. */
export function openPanels(area: HTMLElement, editor: Editor, preview: Preview): Panels {
  const panels = {
    link: linkPanel(area, editor),
    formula: formulaPanel(area, editor, preview),
    picture: picturePanel(area, editor),
  };
  return {
    open: (which) => {
      for (const panel of Object.values(panels)) panel?.close();
      panels[which]?.open();
    },
  };
}

function linkPanel(area: HTMLElement, editor: Editor) {
  const made = panelIn(area, editor, 'link', (remove) => apply(remove));
  if (!made) return null;
  const { panel, field, close } = made;
  const address = field<HTMLInputElement>('address');
  const words = field<HTMLInputElement>('words');
  const wrong = field('wrong');
  const open = () => {
    const { empty } = editor.state.selection;
    const here = editor.isActive('link');
    if (here && empty) editor.commands.extendMarkRange('link');
    address.value = editor.getAttributes('link').href ?? '';
    words.value = '';
    (words.closest('label') as HTMLElement).hidden = !empty || here;
    field('remove').hidden = !here;
    say(false);
    panel.hidden = false;
    address.focus();
  };
  const say = (isWrong: boolean) => {
    wrong.hidden = !isWrong;
    address.toggleAttribute('aria-invalid', isWrong);
  };
  const apply = (remove: boolean) => {
    const href = wholeAddress(address.value);
    if (!remove && !href) {
      say(true);
      return address.focus();
    }
    const chain = editor.chain();
    if (remove) chain.unsetMark('link').run();
    else if (editor.state.selection.empty)
      chain
        .insertContent([
          {
            type: 'text',
            text: words.value.trim() || address.value.trim(),
            marks: [{ type: 'link', attrs: { href } }],
          },
          { type: 'text', text: ' ' },
        ])
        .run();
    else chain.setMark('link', { href }).run();
    close();
  };
  return { open, close };
}

/** What people type for an address: `example.org` is of the web, `ana@example.org` a mailbox. */
export function wholeAddress(typed: string): string | null {
  const text = typed.trim();
  const meant = /^[a-z][a-z0-9+.-]*:/i.test(text)
    ? text
    : /^[^\s@/]+@[^\s@/]+$/.test(text)
      ? `mailto:${text}`
      : `https://${text}`;
  if (!URL.canParse(meant)) return null;
  const { protocol, href, hostname } = new URL(meant);
  if (protocol === 'mailto:') return href;
  return /^https?:$/.test(protocol) && /\./.test(hostname) ? href : null;
}

function formulaPanel(area: HTMLElement, editor: Editor, preview: Preview) {
  const made = panelIn(area, editor, 'formula', (remove) => apply(remove));
  if (!made) return null;
  const { panel, field, close } = made;
  const latex = field<HTMLTextAreaElement>('latex');
  const display = field<HTMLInputElement>('display');
  const shown = field('shown');
  let asked = 0;
  const look = () => {
    clearTimeout(asked);
    asked = window.setTimeout(async () => {
      const typed = latex.value.trim();
      const html = typed ? await preview(typed, display.checked) : '';
      if (typed !== latex.value.trim()) return;
      shown.innerHTML = html;
      field('unread').hidden = html !== '' || typed === '';
    }, 300);
  };
  panel.addEventListener('input', look);
  const open = () => {
    const chosen = chosenFormula(editor);
    latex.value = chosen?.attrs.latex ?? '';
    display.checked = chosen?.type.name === 'formulaLine';
    field('remove').hidden = !chosen;
    shown.textContent = '';
    panel.hidden = false;
    look();
    latex.focus();
  };
  const apply = (remove: boolean) => {
    const typed = latex.value.trim();
    const type = display.checked ? 'formulaLine' : 'formula';
    if (remove || (typed === '' && chosenFormula(editor))) editor.commands.deleteSelection();
    else if (typed !== '') editor.commands.insertContent({ type, attrs: { latex: typed } });
    close();
  };
  editor.view.dom.addEventListener('dblclick', () => chosenFormula(editor) && open());
  editor.view.dom.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Enter' || !chosenFormula(editor)) return;
      event.preventDefault();
      event.stopPropagation();
      open();
    },
    { capture: true },
  );
  return { open, close };
}

function chosenFormula({ state: { selection } }: Editor) {
  const node = selection instanceof NodeSelection ? selection.node : null;
  return node && 'latex' in node.attrs ? node : null;
}

import type { Editor } from '@tiptap/core';
import type { Area } from './begin.ts';
import type { Panels } from './panels.ts';
import type { Pictures } from './sendPictures.ts';
import { changeTable, insertTable } from './tables.ts';

/** What each button shows as pressed. */
const PRESSED: Record<string, [string, object?]> = {
  bold: ['bold'],
  italic: ['italic'],
  heading: ['heading'],
  link: ['link'],
  'bullet-list': ['bulletList'],
  'ordered-list': ['orderedList'],
  quotation: ['blockquote'],
  code: ['code'],
};

/** What buttons open, and do not do by themselves. */
interface Opened {
  panels: Panels;
  pictures: Pictures;
}

/** One stop for the key Tab; arrows move between the buttons, Alt+F10 leads there and Escape back. */
export function useToolbar({ toolbar, area }: Area, editor: Editor, opened: Opened) {
  const buttons = [...toolbar.querySelectorAll<HTMLButtonElement>('button')];
  const shown = () => buttons.filter((button) => !button.closest('[hidden]'));
  const stopAt = (button: HTMLButtonElement | undefined) => {
    for (const one of buttons) one.tabIndex = one === button ? 0 : -1;
  };
  const show = () => {
    for (const [command, state] of Object.entries(PRESSED)) {
      const button = buttons.find(({ dataset }) => dataset.command === command);
      button?.setAttribute('aria-pressed', String(editor.isActive(...state)));
    }
    for (const group of toolbar.querySelectorAll<HTMLElement>('[data-within]'))
      group.hidden = !editor.isActive(group.dataset.within ?? '');
    if (!shown().some(({ tabIndex }) => tabIndex === 0)) stopAt(shown()[0]);
  };
  editor.on('transaction', show);
  show();
  toolbar.addEventListener('mousedown', (event) => event.preventDefault());
  toolbar.addEventListener('focusin', ({ target }) => stopAt(target as HTMLButtonElement));
  toolbar.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return editor.view.focus();
    const to = next(event, shown(), getComputedStyle(toolbar).direction === 'rtl');
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
  area.addEventListener('keydown', (event) => {
    if (event.key !== 'F10' || !event.altKey) return;
    event.preventDefault();
    shown()
      .find(({ tabIndex }) => tabIndex === 0)
      ?.focus();
  });
  return { run: (command: string) => carryOut(command, editor, opened) };
}

function next({ key }: KeyboardEvent, buttons: HTMLButtonElement[], rtl: boolean) {
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[key];
  if (key === 'Home') return buttons[0];
  if (key === 'End') return buttons.at(-1);
  return step ? buttons[(at + step + buttons.length) % buttons.length] : undefined;
}

const DOES: Record<string, (editor: Editor) => void> = {
  bold: (editor) => editor.commands.toggleBold(),
  italic: (editor) => editor.commands.toggleItalic(),
  heading: (editor) => editor.commands.toggleHeading({ level: 3 }),
  'bullet-list': (editor) => editor.commands.toggleBulletList(),
  'ordered-list': (editor) => editor.commands.toggleOrderedList(),
  indent: (editor) => editor.commands.sinkListItem('listItem'),
  outdent: (editor) => editor.commands.liftListItem('listItem'),
  quotation: (editor) => editor.commands.toggleBlockquote(),
  // Some words are code in their line; without a choice the whole line is.
  code: (editor) => {
    const { empty } = editor.state.selection;
    if (empty && !editor.isActive('code')) editor.commands.toggleCodeBlock();
    else editor.commands.toggleCode();
  },
  table: insertTable,
};

function carryOut(command: string, editor: Editor, { panels, pictures }: Opened): void {
  if (command === 'link' || command === 'formula') panels.open(command);
  else if (command === 'picture') pictures.choose();
  else {
    if (command in DOES) DOES[command]?.(editor);
    else changeTable(editor, command);
    // At once: Tiptap's own `focus` waits for a frame, and a key pressed meanwhile is the button's.
    editor.view.focus();
  }
}

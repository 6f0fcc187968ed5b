import { Editor } from '@tiptap/core';
import { DOMParser } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import { countWords } from '../../domain/post.ts';
import type { Quotation } from '../quoting/words.ts';
import type { Area } from './begin.ts';
import { extensions } from './extensions.ts';
import { Offers } from './offers.ts';
import { openPanels } from './panels.ts';
import { cleanPasted, pasteAddress } from './paste.ts';
import { escaped, htmlOf, isPlainTyping, typedText, wordsIn } from './plainText.ts';
import { previewFrom } from './preview.ts';
import { takePictures } from './sendPictures.ts';
import { useToolbar } from './toolbar.ts';

/** An editor in place of a plain field. */
export interface Writing {
  /** What a button of the toolbar does. */
  run(command: string): void;
  /** Puts words of a post where the caret is. */
  quote(quotation: Quotation): void;
  /** The fields were filled by somebody else. */
  reload(): void;
  /** What is on its way is not changed any more, or is again. */
  lock(locked: boolean): void;
}

/** Signs of no script, to carry the caret over in. */
const [FROM, TO] = ['\uE000', '\uE001'];

/** Puts an editor in the place of the plain field, with what was typed there and the caret where it was. */
export function mount(parts: Area): Writing {
  const { area, form, plain, html, format } = parts;
  const { activeElement, body } = document;
  // A field that was refused, and that cannot be seen without an editor, is where one goes on.
  const isNext = plain.hidden && plain.hasAttribute('aria-invalid') && activeElement === body;
  const hadFocus = activeElement === plain || isNext;
  const height = plain.offsetHeight;
  const surface = document.createElement('div');
  const preview = previewFrom(area.dataset.formulas ?? '');
  const editor = new Editor({
    element: surface,
    extensions: extensions(preview, {
      say: (name, alt = '') => (area.dataset[name] ?? '').replace('{alt}', alt),
      describe: () => panels.open('picture'),
    }),
    content: contentIn(parts, hadFocus),
    editable: !plain.readOnly,
    // The policy of the pages allows no style elements; what it needs is in the style sheet.
    injectCSS: false,
    editorProps: {
      attributes: () => attributesOf(parts),
      transformPastedHTML: cleanPasted,
      // Plain text means what it means in a plain field.
      clipboardTextParser: (text) => sliceOf(editor, htmlOf(text)),
      handlePaste: (_view, event) => pictures.paste(event) || pasteAddress(editor, event),
      handleDrop: (_view, event) => pictures.drop(event),
      handleKeyDown: (_view, event) => offers?.pressed(event) ?? false,
    },
  });
  const keep = () => {
    html.value = editor.getHTML();
    plain.value = typedText(editor.state.doc);
    const isPlain = isPlainTyping(plain.value, html.value);
    format.value = isPlain ? 'plain' : 'rich';
    for (const field of [html, format]) field.disabled = isPlain;
    area.dataset.words = String(countWords(wordsIn(editor.state.doc)));
    area.dispatchEvent(new CustomEvent('rejoinder:counted', { bubbles: true }));
  };
  plain.before(surface);
  plain.hidden = true;
  area.classList.add('mounted');
  area.querySelector('.needs-script')?.remove();
  // Nothing below it moves.
  if (height > 0) editor.view.dom.style.minBlockSize = `${height}px`;
  labelled(parts, editor);
  placeCaret(editor, hadFocus);
  keep();
  const panels = openPanels(area, editor, preview);
  const pictures = takePictures(parts, editor, panels);
  const { people } = area.dataset;
  const offers = people ? new Offers(parts, editor, people) : null;
  const toolbar = useToolbar(parts, editor, { panels, pictures });
  // One event for each change, when the fields have it.
  surface.addEventListener('input', (event) => event.stopPropagation());
  editor.on('update', () => {
    keep();
    plain.dispatchEvent(new Event('input', { bubbles: true }));
  });
  form.addEventListener('reset', () => editor.commands.clearContent(true));
  return {
    run: toolbar.run,
    quote: (quotation) => insertQuotation(editor, quotation),
    reload: () => {
      editor.commands.setContent(contentIn(parts, false), { emitUpdate: false });
      keep();
    },
    lock: (locked) => editor.setEditable(!locked, false),
  };
}

/** The caret goes on below it. */
function insertQuotation(editor: Editor, { label, source, html }: Quotation): void {
  const from = `data-post="${escaped(label)}" data-source="${escaped(source)}"`;
  editor
    .chain()
    .setTextSelection(editor.state.selection.to)
    .insertContent(`<blockquote ${from}>${html}</blockquote><p></p>`)
    .scrollIntoView()
    .run();
  // At once and in the end: Tiptap's own `focus` waits for a frame, and a focus that comes first brings a caret of its own.
  editor.view.focus();
}

function contentIn({ html, format, plain }: Area, hadFocus: boolean): string {
  if (format.value === 'rich' && html.value) return html.value;
  if (!hadFocus) return htmlOf(plain.value);
  const { value, selectionStart, selectionEnd } = plain;
  const text = value.slice(0, selectionStart) + FROM + value.slice(selectionStart, selectionEnd) + TO;
  return htmlOf(text + value.slice(selectionEnd));
}

function placeCaret(editor: Editor, hadFocus: boolean): void {
  if (!hadFocus) return;
  const { state, view } = editor;
  const found: number[] = [];
  state.doc.descendants((node, at) => {
    for (const sign of [FROM, TO]) {
      const index = node.text?.indexOf(sign ?? '') ?? -1;
      if (index >= 0) found.push(at + index);
    }
  });
  const [from = 1, to = from] = found.sort((one, other) => one - other);
  const tr = state.tr.setMeta('addToHistory', false);
  for (const at of found.toReversed()) tr.delete(at, at + 1);
  // The first sign stands before the second no more.
  tr.setSelection(TextSelection.between(tr.doc.resolve(from), tr.doc.resolve(Math.max(from, to - 1))));
  view.dispatch(tr);
  view.focus();
}

/** As its form is by now. */
function attributesOf({ plain }: Area): Record<string, string> {
  return {
    class: 'text',
    dir: 'auto',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-describedby': `${plain.getAttribute('aria-describedby') ?? ''} ${plain.id}-rich`,
    ...(plain.hasAttribute('aria-invalid') ? { 'aria-invalid': 'true' } : {}),
    ...(plain.readOnly ? { 'aria-readonly': 'true', tabindex: '0' } : {}),
  };
}

function sliceOf({ schema }: Editor, html: string) {
  const { body } = new window.DOMParser().parseFromString(html, 'text/html');
  return DOMParser.fromSchema(schema).parseSlice(body);
}

/** The label is the editor's now. */
function labelled({ plain, form }: Area, editor: Editor): void {
  const label = form.querySelector<HTMLLabelElement>(`label[for="${plain.id}"]`);
  if (!label) return;
  label.id ||= `${plain.id}-label`;
  label.removeAttribute('for');
  label.addEventListener('click', () => editor.view.focus());
  editor.view.dom.setAttribute('aria-labelledby', label.id);
}

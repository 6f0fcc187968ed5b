import type { Editor } from '@tiptap/core';
import type { Transfer } from '../files/transfer.ts';
import { element, underWay } from '../files/underWay.ts';
import { type Uploads, uploadsOf } from '../files/uploads.ts';
import type { Area } from './begin.ts';
import type { Panels } from './panels.ts';
import { describeAt, findPicture, isUndecided } from './pictures.ts';

/** The ways that a picture comes into the text. Each says whether it took what came. */
export interface Pictures {
  paste(event: ClipboardEvent): boolean;
  drop(event: DragEvent): boolean;
  choose(): void;
}

const TAKES_NONE: Pictures = { paste: () => false, drop: () => false, choose: () => {} };

/** Pictures are sent at once, and stand in the text where they were put as soon as they have arrived. */
export function takePictures({ area, form }: Area, editor: Editor, panels: Panels): Pictures {
  const uploads = uploadsOf(form);
  const chooser = area.querySelector<HTMLInputElement>('[data-pictures]');
  if (!uploads || !chooser) return TAKES_NONE;
  const sender = new Sender(uploads, editor, { panels, added: area.dataset.added ?? '' });
  editor.view.dom.parentElement?.after(sender.list);
  chooser.addEventListener('change', () => {
    sender.send([...(chooser.files ?? [])], editor.state.selection.to);
    chooser.value = '';
  });
  // Nothing is posted that says nothing to whoever cannot see it.
  uploads.hindrances.push(() => {
    const at = findPicture(editor, isUndecided);
    if (at !== null) describeAt(editor, at, () => panels.open('picture'));
    return at !== null;
  });
  return {
    paste: ({ clipboardData }) => {
      const files = picturesIn(clipboardData);
      if (!files || isText(clipboardData)) return false;
      sender.send(files, editor.state.selection.to);
      return true;
    },
    drop: ({ dataTransfer, clientX, clientY }) => {
      const files = picturesIn(dataTransfer);
      if (!files) return false;
      const at = editor.view.posAtCoords({ left: clientX, top: clientY })?.pos;
      sender.send(files, at ?? editor.state.selection.to);
      return true;
    },
    choose: () => chooser.click(),
  };
}

/** Files that are all pictures; null where there are others among them, or none: those are attached. */
function picturesIn(data: DataTransfer | null): File[] | null {
  const files = [...(data?.files ?? [])];
  return files.length > 0 && files.every(({ type }) => type.startsWith('image/')) ? files : null;
}

/** Word processors and tables copy a picture of the words beside them: the words are meant. */
function isText(data: DataTransfer | null): boolean {
  const html = data?.getData('text/html') ?? '';
  const { body } = new DOMParser().parseFromString(
    html.replace(/<style\b[\s\S]*?<\/style>/gi, ''),
    'text/html',
  );
  return /\S/.test(body.textContent ?? '');
}

class Sender {
  /** What is on its way. */
  readonly list = element('ul', { className: 'files' });
  private readonly uploads: Uploads;
  private readonly editor: Editor;
  private readonly ways: { panels: Panels; added: string };
  /** Whether anything was written since the last ones were put here. */
  private goneOn = false;

  constructor(uploads: Uploads, editor: Editor, ways: Sender['ways']) {
    this.uploads = uploads;
    this.editor = editor;
    this.ways = ways;
  }

  send(files: readonly File[], at: number): void {
    for (const file of files) this.begin(this.uploads.begin(file, 'picture'), at);
    this.uploads.tell(files.map(({ name }) => this.uploads.say('sending', name)).join(' '));
    this.goneOn = false;
  }

  /** The place moves with what is written before it. */
  private begin(transfer: Transfer, at: number): void {
    const place = { at };
    const follow = ({ transaction }: { transaction: Editor['state']['tr'] }) => {
      if (!transaction.docChanged) return;
      place.at = transaction.mapping.map(place.at);
      this.goneOn = true;
    };
    this.editor.on('transaction', follow);
    const item = underWay(this.uploads, transfer, () => {
      this.editor.off('transaction', follow);
      const hadFocus = item.contains(document.activeElement);
      item.remove();
      if (transfer.kept) this.insert(transfer, place.at);
      else if (hadFocus) this.editor.commands.focus();
      if (!transfer.kept) this.uploads.tell(this.uploads.say('removed', transfer.name));
      this.uploads.end(transfer);
    });
    this.list.append(item);
    transfer.send();
  }

  private insert({ kept, name }: Transfer, at: number): void {
    const { id: file, picture } = kept ?? {};
    const attrs = {
      file,
      alt: null,
      ...(picture && { width: `${picture.width}`, height: `${picture.height}` }),
    };
    const wroteOn = this.goneOn;
    const end = Math.min(at, this.editor.state.doc.content.size);
    this.editor.commands.insertContentAt(end, { type: 'picture', attrs }, { updateSelection: false });
    this.goneOn = wroteOn;
    this.uploads.tell(this.ways.added.replace('{name}', name));
    const there = findPicture(this.editor, (one) => one.file === file);
    // Who writes on is not taken away from it: the picture says itself that it waits.
    if (there !== null && !wroteOn) describeAt(this.editor, there, () => this.ways.panels.open('picture'));
  }
}

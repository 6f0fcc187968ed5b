import { type Editor, Node } from '@tiptap/core';
import type { Node as DocumentNode } from '@tiptap/pm/model';
import { NodeSelection } from '@tiptap/pm/state';
import { attribute } from './attribute.ts';

/** Where this visit's files are. */
const files = `${/^\/s\/[\w-]+/.exec(location.pathname)?.[0] ?? ''}/files`;

/** What the editor says about a picture, and does when somebody wants to say what it shows. */
export interface Describing {
  say(name: 'missing' | 'describe' | 'described' | 'decorates' | 'change', alt?: string): string;
  describe(editor: Editor): void;
}

/**
 * A picture that was sent to us. Its description is `alt`: empty where it only decorates, none where nobody has decided
 * yet. Its size is for this page, so that nothing moves once it is there.
 */
export const picture = ({ say, describe }: Describing) =>
  Node.create({
    name: 'picture',
    group: 'block',
    atom: true,
    draggable: true,
    addAttributes: () => ({
      file: attribute('data-file'),
      alt: attribute('alt'),
      width: attribute('width'),
      height: attribute('height'),
    }),
    parseHTML: () => [
      { tag: 'img[data-file]', getAttrs: (image) => /^[\w-]+$/.test(image.dataset.file ?? '') && null },
    ],
    renderHTML: ({ HTMLAttributes }) => ['img', HTMLAttributes],
    addKeyboardShortcuts() {
      return {
        Enter: () => {
          const chosen = chosenPicture(this.editor) !== null;
          if (chosen) describe(this.editor);
          return chosen;
        },
      };
    },
    addNodeView:
      () =>
      ({ node, editor, getPos }) => {
        const dom = document.createElement('figure');
        const image = document.createElement('img');
        const caption = document.createElement('figcaption');
        const said = document.createElement('span');
        const change = Object.assign(document.createElement('button'), { type: 'button', className: 'link' });
        change.addEventListener('click', () => {
          const at = getPos();
          if (at !== undefined && editor.isEditable) describeAt(editor, at, describe);
        });
        caption.append(said, ' ', change);
        dom.className = 'picture';
        dom.append(image, caption);
        const show = ({ attrs: { file, alt, width, height } }: DocumentNode) => {
          const address = `${files}/${file}`;
          if (image.getAttribute('src') !== address) image.src = address;
          image.alt = alt ?? '';
          for (const [name, value] of Object.entries({ width, height }))
            if (value) image.setAttribute(name, value);
          said.textContent = say(
            alt === null ? 'missing' : alt === '' ? 'decorates' : 'described',
            alt ?? '',
          );
          said.className = alt === null ? 'late' : '';
          change.textContent = say(alt === null ? 'describe' : 'change');
        };
        show(node);
        return {
          dom,
          update: (changed) => {
            if (changed.type !== node.type) return false;
            show(changed);
            return true;
          },
          // Its button is no place for the caret.
          stopEvent: ({ target }) => (target as Element).closest?.('button') !== null,
        };
      },
  });

/** The picture that is chosen, if one is. */
export function chosenPicture({ state: { selection } }: Editor): DocumentNode | null {
  const node = selection instanceof NodeSelection ? selection.node : null;
  return node?.type.name === 'picture' ? node : null;
}

/** The first picture that fits; null where there is none. */
export function findPicture(
  { state: { doc } }: Editor,
  fits: (attrs: DocumentNode['attrs']) => boolean,
): number | null {
  let found: number | null = null;
  doc.descendants((node, at) => {
    if (found === null && node.type.name === 'picture' && fits(node.attrs)) found = at;
  });
  return found;
}

export function describeAt(editor: Editor, at: number, describe: (editor: Editor) => void): void {
  editor.commands.setNodeSelection(at);
  describe(editor);
}

/** One that nobody has described yet, or said to be decorative. */
export const isUndecided = ({ alt }: DocumentNode['attrs']): boolean => alt === null;

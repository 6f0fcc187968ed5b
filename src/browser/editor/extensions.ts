import { type Extensions, Mark, mergeAttributes } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Bold } from '@tiptap/extension-bold';
import { Code } from '@tiptap/extension-code';
import { CodeBlock } from '@tiptap/extension-code-block';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Heading } from '@tiptap/extension-heading';
import { Italic } from '@tiptap/extension-italic';
import { BulletList, ListItem, ListKeymap, OrderedList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Text } from '@tiptap/extension-text';
import { Gapcursor } from '@tiptap/extensions/gap-cursor';
import { TrailingNode } from '@tiptap/extensions/trailing-node';
import { UndoRedo } from '@tiptap/extensions/undo-redo';
import { attribute } from './attribute.ts';
import { formulas } from './formulas.ts';
import { Mention } from './mention.ts';
import { type Describing, picture } from './pictures.ts';
import { tables } from './tables.ts';

/** Levels below the page's own headings; what was copied from elsewhere comes to one of the two. */
const PostHeading = Heading.extend({
  parseHTML: () =>
    ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag, index) => ({ tag, attrs: { level: index < 3 ? 3 : 4 } })),
}).configure({ levels: [3, 4] });

/** A quotation knows the post or reply that it is from. */
const Quotation = Blockquote.extend({
  addAttributes: () => ({
    post: attribute('data-post'),
    /** As its reader is told. */
    source: attribute('data-source'),
  }),
});

/** The key Tab leaves the editor, as it leaves every field; these indent. */
const Item = ListItem.extend({
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      'Mod-]': () => this.editor.commands.sinkListItem(this.name),
      'Mod-[': () => this.editor.commands.liftListItem(this.name),
    };
  },
});

/** As for the server (`src/usecases/canonicalHtml.ts`): of the web, or a mailbox. */
const isAddress = (href: string): boolean =>
  URL.canParse(href) && /^(https?|mailto):$/.test(new URL(href).protocol);

const Link = Mark.create({
  name: 'link',
  priority: 1000,
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    { tag: 'a[href]', getAttrs: (link) => isAddress(link.getAttribute('href') ?? '') && null },
  ],
  renderHTML: ({ HTMLAttributes }) => ['a', mergeAttributes(HTMLAttributes), 0],
});

/** What a post can have: the same that the server keeps (`src/usecases/canonicalHtml.ts`). */
export const extensions = (
  preview: (latex: string, display: boolean) => Promise<string>,
  describing: Describing,
): Extensions => [
  ...[Document, Paragraph, Text, HardBreak, PostHeading, Quotation, CodeBlock],
  ...[BulletList, OrderedList, Item, ListKeymap],
  ...[Bold, Italic, Code, Link],
  ...formulas(preview),
  ...tables,
  Mention,
  picture(describing),
  ...[UndoRedo, Gapcursor, TrailingNode],
];

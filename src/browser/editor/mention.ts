import { Node } from '@tiptap/core';
import { attribute } from './attribute.ts';

/** Somebody by what this discussion's pages call them in their source; the name is the writer's to see. */
export const Mention = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: false,
  addAttributes: () => ({
    member: attribute('data-member'),
    label: {
      default: '',
      parseHTML: (element: HTMLElement) => element.querySelector('bdi')?.textContent ?? element.textContent,
      rendered: false,
    },
  }),
  parseHTML: () => [{ tag: 'span[data-member]', priority: 60 }],
  renderHTML: ({ HTMLAttributes, node }) => [
    'span',
    { ...HTMLAttributes, class: 'mention' },
    node.attrs.label,
  ],
  renderText: ({ node }) => node.attrs.label,
});

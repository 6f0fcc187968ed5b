import { InputRule, Node } from '@tiptap/core';

/** Shows a formula in LaTeX as readers get it. */
export type Preview = (latex: string, display: boolean) => Promise<string>;

/** A formula is a piece of its line, or a line of its own; it is changed as LaTeX, and shown as the server renders it. */
export const formulas = (preview: Preview) => [
  formula('formula', 'span', preview),
  formula('formulaLine', 'div', preview),
];

const formula = (name: string, tag: 'span' | 'div', preview: Preview) =>
  Node.create({
    name,
    group: tag === 'div' ? 'block' : 'inline',
    inline: tag === 'span',
    atom: true,
    draggable: true,
    addAttributes: () => ({
      latex: {
        default: '',
        parseHTML: (element) => element.getAttribute('data-latex'),
        renderHTML: ({ latex }) => ({ 'data-latex': latex }),
      },
    }),
    parseHTML: () => [{ tag: `${tag}[data-latex]`, priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes],
    renderText: ({ node }) => node.attrs.latex,
    addNodeView:
      () =>
      ({ node }) => {
        const dom = document.createElement(tag);
        dom.className = 'formula';
        dom.dataset.latex = node.attrs.latex;
        const typed = document.createElement('code');
        typed.textContent = node.attrs.latex;
        dom.append(typed);
        preview(node.attrs.latex, tag === 'div').then((html) => {
          // Rendered and cut by the server; what it cannot read stays as typed.
          if (html) dom.innerHTML = html;
        });
        return { dom };
      },
    addInputRules() {
      if (tag === 'div') return [];
      return [
        new InputRule({
          find: /\$\$([^$\n]+)\$\$$/,
          handler: ({ state, range, match }) => {
            const [, latex = ''] = match;
            state.tr.replaceWith(range.from, range.to, this.type.create({ latex: latex.trim() }));
          },
        }),
      ];
    },
  });

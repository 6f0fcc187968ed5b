import { type Editor, Node } from '@tiptap/core';
import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  tableEditing,
} from '@tiptap/pm/tables';

/** How prosemirror-tables knows the parts of a table. */
const ROLES: Record<string, string> = {
  table: 'table',
  tableRow: 'row',
  tableCell: 'cell',
  tableHeader: 'header_cell',
};
const unseen = (value: number | null) => ({ default: value, rendered: false, parseHTML: () => value });

/** Each cell is one, and as wide as its content: columns that can be dragged would need inline styles. */
const cell = (name: string, tag: string) =>
  Node.create({
    name,
    content: 'block+',
    isolating: true,
    addAttributes: () => ({ colspan: unseen(1), rowspan: unseen(1), colwidth: unseen(null) }),
    parseHTML: () => [{ tag }],
    renderHTML: () => [tag, 0],
  });

const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
  extendNodeSchema: ({ name }) => ({ tableRole: ROLES[name] }),
  addKeyboardShortcuts() {
    // From the last cell Tab leaves the editor, as it does anywhere else.
    const go = (direction: 1 | -1) => () =>
      goToNextCell(direction)(this.editor.state, this.editor.view.dispatch);
    return { Tab: go(1), 'Shift-Tab': go(-1) };
  },
  addProseMirrorPlugins: () => [tableEditing()],
});

const TableRow = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});

export const tables = [Table, TableRow, cell('tableCell', 'td'), cell('tableHeader', 'th')];

/** What can be done in a table, by the names of the toolbar's buttons. */
const COMMANDS = {
  'add-row': addRowAfter,
  'add-column': addColumnAfter,
  'remove-row': deleteRow,
  'remove-column': deleteColumn,
  'remove-table': deleteTable,
};

export function changeTable(editor: Editor, command: string): boolean {
  if (!(command in COMMANDS)) return false;
  return COMMANDS[command as keyof typeof COMMANDS](editor.state, editor.view.dispatch);
}

/** A heading for each column, and two rows below. */
export function insertTable(editor: Editor): void {
  const cells = (type: string) =>
    Array.from({ length: 3 }, () => ({ type, content: [{ type: 'paragraph' }] }));
  const row = (type: string) => ({ type: 'tableRow', content: cells(type) });
  const at = editor.state.selection.from;
  const content = [row('tableHeader'), row('tableCell'), row('tableCell')];
  editor
    .chain()
    .insertContent({ type: 'table', content })
    .setTextSelection(at + 3)
    .run();
}

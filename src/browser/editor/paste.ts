import type { Editor } from '@tiptap/core';
import { wholeAddress } from './panels.ts';

/** What word processors put beside the text: comments on it, signs that end a line, pictures of their own disk. */
const NO_TEXT =
  'style, script, meta, link, title, xml, head, template, .unseen, p.source, [data-style*="mso-element:comment-list"], .MsoCommentReference, .EOP, img:not([data-file]), hr';

/**
 * What was copied elsewhere, without what only its own program understands: Word's markers in place of lists, Google's
 * bold that is none, tags of other names. What is no part of a post, the editor drops by itself.
 */
export function cleanPasted(html: string): string {
  const { body } = new DOMParser().parseFromString(withoutStyles(html), 'text/html');
  for (const element of body.querySelectorAll(NO_TEXT)) element.remove();
  for (const comment of commentsIn(body)) comment.remove();
  for (const element of body.querySelectorAll<HTMLElement>('[id^=docs-internal-guid]')) unwrap(element);
  listsOfWord(body);
  listsOfOne(body);
  for (const line of body.querySelectorAll('br')) if (isBetweenBlocks(line)) line.remove();
  marksOf(body);
  for (const element of body.querySelectorAll('*')) {
    if (element.tagName.includes(':')) unwrap(element);
    else if (/^mso-|Mso/.test(element.className)) element.removeAttribute('class');
  }
  for (const cell of body.querySelectorAll('td[colspan], th[colspan]')) split(cell as HTMLTableCellElement);
  for (const line of body.querySelectorAll('p, div')) if (isEmpty(line)) line.remove();
  return body.innerHTML;
}

/** The page's policy forbids styles wherever they stand, also where they are only looked at. */
function withoutStyles(html: string): string {
  return html
    .replace(/<style\b[\s\S]*?<\/style>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ' data-style='));
}

/** What programs say by styles, said by elements. */
function marksOf(body: HTMLElement): void {
  for (const element of body.querySelectorAll<HTMLElement>('[data-style]')) {
    const style = element.dataset.style ?? '';
    const inline = /^(SPAN|FONT|A)$/.test(element.tagName);
    if (inline && /font-weight:\s*(bold|[6-9]00)/.test(style)) wrap(element, 'strong');
    if (inline && /font-style:\s*italic/.test(style)) wrap(element, 'em');
  }
}

function wrap(element: Element, tag: string): void {
  const mark = document.createElement(tag);
  mark.append(...element.childNodes);
  element.append(mark);
}

function commentsIn(body: HTMLElement): ChildNode[] {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found: ChildNode[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as ChildNode);
  return found;
}

const unwrap = (element: Element): void => element.replaceWith(...element.childNodes);

const isEmpty = (line: Element): boolean =>
  !/\S/.test((line.textContent ?? '').replace(/\u00a0/g, ' ')) &&
  !line.querySelector('img, table, [data-latex]');

const BLOCKS = 'p, div, ul, ol, table, blockquote, pre, h1, h2, h3, h4, h5, h6';

/** An empty line between paragraphs is no paragraph. */
const isBetweenBlocks = ({ previousElementSibling, nextElementSibling, parentElement }: Element): boolean =>
  parentElement?.querySelector(`:scope > :is(${BLOCKS})`) !== null &&
  [previousElementSibling, nextElementSibling].every((beside) => beside?.matches(`${BLOCKS}, br`) ?? true);

/** Word writes the items of a list as paragraphs that begin with a bullet or a number. */
function listsOfWord(body: HTMLElement): void {
  let open: { level: number; list: Element }[] = [];
  let before: Element | null = null;
  for (const line of body.querySelectorAll<HTMLElement>('p[data-style*="mso-list"]')) {
    const level = Number(/level(\d)/.exec(line.dataset.style ?? '')?.[1] ?? 1);
    const marker = line.querySelector('[data-style*="mso-list:Ignore"], [data-style*="mso-list: Ignore"]');
    const sign = marker?.textContent ?? '';
    const tag = /^\s*(\d+|[a-z]{1,4})[.)]/i.test(sign) ? 'ol' : 'ul';
    const number = Number.parseInt(sign, 10);
    if (before?.nextElementSibling !== line) open = [];
    marker?.remove();
    open = open.filter((one) => one.level < level || (one.level === level && one.list.localName === tag));
    let list = open.find((one) => one.level === level)?.list;
    if (!list) {
      list = document.createElement(tag);
      // One that was interrupted goes on.
      if (number > 1) list.setAttribute('start', `${number}`);
      const parent = open.at(-1)?.list.lastElementChild;
      if (parent) parent.append(list);
      else line.before(list);
      open.push({ level, list });
    }
    before = open[0]?.list ?? null;
    const item = document.createElement('li');
    item.append(...line.childNodes);
    list.append(item);
    line.remove();
  }
}

/** Word in the browser has a list, and a box around it, for each item. */
function listsOfOne(body: HTMLElement): void {
  for (const box of body.querySelectorAll('.ListContainerWrapper')) {
    const before = box.previousElementSibling;
    const list = box.firstElementChild;
    if (list && before?.matches('ul, ol') && before.localName === list.localName)
      before.append(...list.childNodes);
    else if (list) box.before(list);
    box.remove();
  }
}

/** Cells that stretch become one with empty ones beside it. */
function split(cell: HTMLTableCellElement): void {
  const more = Math.min(cell.colSpan, 20) - 1;
  cell.removeAttribute('colspan');
  cell.after(...Array.from({ length: more }, () => document.createElement(cell.localName)));
}

/** An address pasted over some words makes a link of them. */
export function pasteAddress(editor: Editor, { clipboardData }: ClipboardEvent): boolean {
  const text = clipboardData?.getData('text/plain').trim() ?? '';
  if (editor.state.selection.empty || !/^(https?:\/\/|mailto:)\S+$/i.test(text)) return false;
  const href = wholeAddress(text);
  return href !== null && editor.commands.setMark('link', { href });
}

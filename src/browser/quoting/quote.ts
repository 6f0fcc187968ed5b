import { isBlank, valuesIn } from '../drafts/fields.ts';
import { postAround } from '../posts.ts';
import { type Quotation, quoteInPlain, wordsOf } from './words.ts';

/** How long a selection stands before it is taken for one. */
const SETTLED_MS = 200;
const KEY = 'rejoinder:quotation';

/** A quotation, and the reply that it can begin. */
interface Chosen {
  quotation: Quotation;
  /** The link to a reply that quotes all of it; null: the form it stands in. */
  link: HTMLAnchorElement | null;
  text: Element;
  range: Range;
}

/** What is selected in a post can be quoted in the reply that is being written, or in a new one to that post. */
export function quoteWhatIsSelected(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-quote]');
  if (!button) return;
  takeUp(button);
  let chosen: Chosen | null = null;
  let settling = 0;
  document.addEventListener('selectionchange', () => {
    clearTimeout(settling);
    settling = window.setTimeout(() => {
      // The button itself may have the focus by now, and needs what it is about.
      if (document.activeElement === button && getSelection()?.isCollapsed) return;
      chosen = choose(button);
      show(button, chosen);
    }, SETTLED_MS);
  });
  addEventListener('resize', () => show(button, chosen));
  button.addEventListener('mousedown', (event) => event.preventDefault());
  button.addEventListener('click', () => {
    // A tap may have ended the selection, a quick key come before it was settled.
    const meant = choose(button) ?? chosen;
    if (meant) quote(meant, button);
    chosen = null;
    show(button, null);
    if (document.activeElement === button || document.activeElement === document.body)
      getSelection()?.removeAllRanges();
  });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-quotes]');
    const text = link && postAround(link)?.querySelector(':scope > .text');
    if (!link || !text || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const all = document.createRange();
    all.selectNodeContents(text);
    event.preventDefault();
    link.closest('details')?.removeAttribute('open');
    quote({ ...about(link, all, button), link }, button);
  });
}

/** What is selected, where it is words of one post that can be answered. */
function choose(button: HTMLButtonElement): Chosen | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const text = (around instanceof Element ? around : around.parentElement)?.closest('article .text, .quoted');
  const link = postAround(text ?? null)?.querySelector<HTMLAnchorElement>('a[data-quotes]') ?? null;
  const named = text?.matches('[data-quotes]') ? (text as HTMLElement) : link;
  if (!text || !named) return null;
  const found = about(named, range, button);
  return found.quotation.typed ? { ...found, link, text, range: range.cloneRange() } : null;
}

const about = ({ dataset }: HTMLElement, range: Range, { dataset: { picture = '' } }: HTMLElement) => ({
  quotation: { label: dataset.quotes ?? '', source: dataset.source ?? '', ...wordsOf(range, picture) },
});

/** Below the selection: what is selected stays in sight, and so do the menus of a phone above it. */
function show(button: HTMLButtonElement, chosen: Chosen | null): void {
  button.hidden = !chosen;
  if (!chosen) return;
  const { text, range } = chosen;
  const end = [...range.getClientRects()].at(-1) ?? text.getBoundingClientRect();
  text.after(button);
  const { left, top, width } = (button.offsetParent ?? document.body).getBoundingClientRect();
  const room = width - button.offsetWidth;
  button.style.top = `${end.bottom - top + 6}px`;
  button.style.left = `${Math.max(0, Math.min(room, end.right - left - button.offsetWidth / 2))}px`;
}

/** Into the form of this page, where it answers that post or somebody has begun to write in it; else into a new one. */
function quote({ quotation, link }: Pick<Chosen, 'quotation' | 'link'>, button: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>('form.write');
  const parentId = form?.querySelector<HTMLInputElement>('input[name=parentId]')?.value;
  const goesHere = !link || parentId === new URL(link.href).searchParams.get('to');
  if (form && (goesHere || !isBlank(valuesIn(form)))) insert(form, quotation, button);
  else if (link) goOn(link, quotation);
}

/** To the page that begins the reply. */
function goOn(link: HTMLAnchorElement, quotation: Quotation): void {
  const address = new URL(link.href);
  // Where it cannot be kept for the next page, that page quotes all of the post.
  if (keep(quotation)) address.searchParams.delete('quote');
  location.assign(address);
}

function insert(form: HTMLFormElement, quotation: Quotation, button: HTMLElement): void {
  const field = form.querySelector<HTMLTextAreaElement>('textarea[name=text]');
  if (!field) return;
  const event = new CustomEvent('rejoinder:quote', { detail: quotation, cancelable: true });
  // An editor takes it, where there is one.
  if (field.parentElement?.dispatchEvent(event)) quoteInPlain(field, quotation);
  // For the eye it stands in the text.
  const said = document.querySelector('[data-quoted]');
  if (said) said.textContent = (button.dataset.told ?? '').replace('{source}', quotation.source);
}

function keep(quotation: Quotation): boolean {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(quotation));
    return true;
  } catch {
    return false;
  }
}

/** What was chosen on the page before. */
function takeUp(button: HTMLElement): void {
  const form = document.querySelector<HTMLFormElement>('form.write');
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (kept && form) insert(form, JSON.parse(kept), button);
  } catch {
    // Storage that is refused holds nothing.
  }
}

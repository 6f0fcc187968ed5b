import { type Quotation, quoteInPlain } from '../quoting/words.ts';
import type { Writing } from './mount.ts';

/** The parts of a place to write in, as its page has them. */
export interface Area {
  area: HTMLElement;
  form: HTMLFormElement;
  /** What there is without an editor; it goes on holding the same in plain text. */
  plain: HTMLTextAreaElement;
  html: HTMLInputElement;
  format: HTMLInputElement;
  toolbar: HTMLElement;
}

/** Where something can be written, an editor takes the plain field's place as soon as somebody begins. */
export function offerEditors(): void {
  for (const area of document.querySelectorAll<HTMLElement>('[data-editor]')) offer(area);
}

function offer(area: HTMLElement): void {
  const parts = partsOf(area);
  if (!parts) return;
  const { form, plain, format, toolbar } = parts;
  const composed = watchComposing(plain);
  let begun: Promise<Writing | null> | null = null;
  let there: Writing | null = null;
  const begin = () => {
    begun ??= mount(parts, composed).then((writing) => {
      // Where it could not be fetched the plain field does; the next attempt may do better.
      if (!writing) begun = null;
      toolbar.inert = plain.readOnly;
      there = writing;
      return writing;
    });
    return begun;
  };
  toolbar.hidden = false;
  plain.addEventListener('focus', begin);
  addEventListener('online', () => document.activeElement === plain && begin());
  toolbar.addEventListener('click', async (event) => {
    const { command } = (event.target as Element).closest<HTMLElement>('[data-command]')?.dataset ?? {};
    if (command) (there ?? (await begin()))?.run(command);
  });
  area.addEventListener('rejoinder:quote', async (event) => {
    event.preventDefault();
    const quotation = (event as CustomEvent<Quotation>).detail;
    const writing = there ?? (await begin());
    if (writing) writing.quote(quotation);
    else quoteInPlain(plain, quotation);
  });
  // Before an editor makes something else of these keys.
  area.addEventListener('keydown', (event) => sendByKeys(event, form), { capture: true });
  form.addEventListener('rejoinder:restored', async () => {
    if (begun) (await begun)?.reload();
    else if (format.value === 'rich') await begin();
  });
  form.addEventListener('rejoinder:locked', (event) => {
    const { detail: locked } = event as CustomEvent<boolean>;
    toolbar.inert = locked;
    there?.lock(locked);
  });
  if (format.value === 'rich') begin();
}

function sendByKeys(event: KeyboardEvent, form: HTMLFormElement): void {
  const { key, ctrlKey, metaKey, isComposing, target } = event;
  if (key !== 'Enter' || !(ctrlKey || metaKey) || isComposing) return;
  if ((target as Element).closest('[data-panel]')) return;
  event.preventDefault();
  event.stopPropagation();
  form.requestSubmit();
}

async function mount(parts: Area, composed: () => Promise<void>): Promise<Writing | null> {
  const editor = await import('./mount.ts').catch(() => null);
  await composed();
  return editor?.mount(parts) ?? null;
}

/** @returns what waits until no word is being put together by an input method: it would be torn apart */
function watchComposing(plain: HTMLTextAreaElement): () => Promise<void> {
  let composing = false;
  plain.addEventListener('compositionstart', () => {
    composing = true;
  });
  plain.addEventListener('compositionend', () => {
    composing = false;
  });
  return async () => {
    if (!composing) return;
    await new Promise((resolve) => plain.addEventListener('compositionend', resolve, { once: true }));
  };
}

function partsOf(area: HTMLElement): Area | null {
  const form = area.closest('form');
  const plain = area.querySelector<HTMLTextAreaElement>(':scope > textarea');
  const html = area.querySelector<HTMLInputElement>('[data-html]');
  const format = area.querySelector<HTMLInputElement>('[data-format]');
  const toolbar = area.querySelector<HTMLElement>('[role=toolbar]');
  return form && plain && html && format && toolbar ? { area, form, plain, html, format, toolbar } : null;
}

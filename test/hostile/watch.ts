import type { BrowserContext, Page } from 'playwright-core';

/** Keeps whatever hostile content brings about in a browser, on whatever page and in whatever way. */
export async function watch(context: BrowserContext, ours: readonly string[]): Promise<string[]> {
  const happened: string[] = [];
  await context.exposeFunction('__hit', () => void happened.push('a script ran'));
  // tsx gives functions their names by it, also those that a page runs.
  await context.addInitScript('globalThis.__name = (made) => made');
  context.on('dialog', (dialog) => {
    happened.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  context.on('console', (message) => {
    // The editor reads a draft in a document where nothing runs or is fetched. Chromium says there, too, what the policy forbids.
    const isReading = /\/mount-\w+\.js$/.test(message.location().url);
    if (/Content Security Policy/.test(message.text()) && !isReading) happened.push(message.text());
  });
  context.on(
    'weberror',
    (error) => void happened.push(`the page's own script failed: ${error.error().stack}`),
  );
  context.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (!ours.includes(origin)) happened.push(`a request to ${request.url()}`);
    else if (request.resourceType() === 'image' && !/\/(files|assets)\//.test(pathname))
      happened.push(`a picture at ${request.url()}`);
  });
  return happened;
}

/** What a page has in it that nobody meant: markup that people brought, and what leaves its place. */
export function wrongIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = [];
    const note = (what: string, { outerHTML }: Element) =>
      wrong.push(`${what}: ${outerHTML.replace(/\p{M}/gu, '').slice(0, 160)}`);
    const WRITTEN =
      '.text, .excerpt, .reason, .comment, .as-typed, .files, .people, .who, .crumb, h1, h2, h3, h4, th';
    const all = [...document.querySelectorAll('*')];

    // What nothing on our pages has.
    for (const element of all) {
      const inBody = document.body.contains(element);
      if (
        inBody &&
        element.matches('script, style, link, meta, base, iframe, object, embed, marquee, template')
      )
        note('an element', element);
      for (const { name, value } of element.attributes) {
        // Which our script gives the editor itself: it stays as high as the field was.
        const isHeight =
          name === 'style' && element.matches('.ProseMirror') && /^min-block-size: [\d.]+px;$/.test(value);
        if (isHeight) continue;
        if (/^on|^(style|srcdoc|srcset|ping|background|popover)$/.test(name) && value !== '')
          note(`an attribute ${name}`, element);
        if (!/^(href|src|action|formaction|data|poster|xlink:href)$/.test(name)) continue;
        const { protocol, origin } = new URL(value, location.href);
        const isLink = element.matches('a[target=_blank][rel~=noopener]') || element.closest('.ProseMirror');
        if (origin !== location.origin && !(isLink && /^(https?|mailto):$/.test(protocol)))
          note('an address', element);
      }
    }
    const ids = all.map(({ id }) => id).filter(Boolean);
    for (const id of ids.filter((id, index) => ids.indexOf(id) !== index))
      wrong.push(`two elements are #${id}`);

    for (const box of document.querySelectorAll(WRITTEN)) {
      const isText = box.matches('.text, .excerpt, .reason, .comment, .as-typed');
      for (const element of isText ? box.querySelectorAll('*') : []) {
        if (element.id || element.hasAttribute('name')) note('a name', element);
        // The editor's own, beside a picture.
        if (element.matches('.ProseMirror .picture > figcaption > button')) continue;
        if (element.matches('form, input, button, textarea, select, dialog')) note('a control', element);
        const { position, zIndex } = getComputedStyle(element);
        if (!element.matches('.unseen') && (position !== 'static' || zIndex !== 'auto'))
          note('placed', element);
      }
      if (box.matches('.unseen, .unseen *') || !box.checkVisibility()) continue;
      for (const element of [box, ...box.querySelectorAll('*')])
        if (leaves(element, box)) note('outside', element);
    }
    if (document.documentElement.scrollWidth > innerWidth)
      wrong.push(`the page is ${document.documentElement.scrollWidth - innerWidth} pixels too wide`);

    for (const text of textsIn(document.body)) {
      const parent = text.parentElement as Element;
      const { data } = text;
      if (/\p{M}{9}/u.test(data) && !within(parent, (one) => getComputedStyle(one).overflowY !== 'visible'))
        note('signs pile up', parent);
      if (turns(data) && turnsOthers(text)) note('turns what is around it', parent);
    }
    return [...new Set(wrong)];

    /** Whether something of it is seen beyond its box. */
    function leaves(element: Element, box: Element): boolean {
      if (element.closest('.unseen') || !element.checkVisibility()) return false;
      const outer = box.getBoundingClientRect();
      const seen = element.getBoundingClientRect();
      let [left, right, top, bottom] = [seen.left, seen.right, seen.top, seen.bottom];
      for (
        let around = element.parentElement;
        around && box.contains(around);
        around = around.parentElement
      ) {
        const { overflowX, overflowY } = getComputedStyle(around);
        const edge = around.getBoundingClientRect();
        if (overflowX !== 'visible') [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
        if (overflowY !== 'visible') [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      }
      if (right <= left || bottom <= top) return false;
      // A line is lower than the letters in it.
      const more = 12;
      return (
        left < outer.left - 2 ||
        right > outer.right + 2 ||
        top < outer.top - more ||
        bottom > outer.bottom + more
      );
    }

    function textsIn(root: Node): Text[] {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const found: Text[] = [];
      while (walker.nextNode()) found.push(walker.currentNode as Text);
      return found.filter(
        ({ parentElement }) => parentElement?.checkVisibility() && !parentElement.matches('option'),
      );
    }

    function within(element: Element | null, holds: (one: Element) => boolean): boolean {
      return (
        element !== null &&
        element !== document.body &&
        (holds(element) || within(element.parentElement, holds))
      );
    }

    /** Whether a text is open at its end, or closes what it did not open. */
    function turns(text: string): boolean {
      let [isolates, embeddings] = [0, 0];
      for (const sign of text) {
        if (/[\u2066-\u2068]/.test(sign)) isolates += 1;
        else if (sign === '\u2069' && isolates === 0) return true;
        else if (sign === '\u2069') isolates -= 1;
        else if (/[\u202A\u202B\u202D\u202E]/.test(sign) && isolates === 0) embeddings += 1;
        else if (sign === '\u202C' && isolates === 0) embeddings -= 1;
      }
      return isolates > 0 || embeddings > 0;
    }

    /** Whether there are other words in the line that it stands in, or before it in the same sentence. */
    function turnsOthers(text: Text): boolean {
      let own: Element | null = text.parentElement;
      while (
        own &&
        getComputedStyle(own).display === 'inline' &&
        !/isolate|plaintext/.test(getComputedStyle(own).unicodeBidi)
      )
        own = own.parentElement;
      const isWhole = own?.textContent?.trim() === text.data.trim();
      const isText =
        text.parentElement?.closest('.text, .excerpt, .reason, .comment, .as-typed, textarea') != null;
      return isText ? !own : !isWhole || !/^\s*[\u202A-\u202E\u2066-\u2069]/.test(text.data);
    }
  });
}

import type { Frame, Page } from 'playwright-core';

/**
 * What a page does wrong as it is displayed now: words or controls that are cut off, lie beside the screen or over each
 * other, and what stays in sight covering the page's end or what has the focus.
 */
export async function displayFaults(where: Page | Frame): Promise<string[]> {
  // tsx names functions by a helper of its own, which a page does not have.
  await where.evaluate('globalThis.__name = (named) => named');
  return where.evaluate(() => {
    const faults: string[] = [];
    const over = (element: Element, which: (style: CSSStyleDeclaration) => boolean) => {
      for (let one: Element | null = element; one; one = one.parentElement)
        if (which(getComputedStyle(one))) return one;
      return null;
    };
    const shown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) &&
      !over(element, ({ clipPath }) => clipPath !== 'none');
    const named = (element: Element) =>
      `<${element.localName} class="${element.className}"> ${(element.textContent ?? '').trim().slice(0, 40)}`;
    const fixedOver = (element: Element) => over(element, ({ position }) => position === 'fixed');
    const layerOver = (element: Element) =>
      over(
        element,
        ({ position, zIndex }) => position === 'fixed' || position === 'sticky' || zIndex !== 'auto',
      );
    const scrolls = ({ overflowX }: CSSStyleDeclaration) => overflowX === 'auto' || overflowX === 'scroll';
    const cuts = ({ overflowX, overflowY }: CSSStyleDeclaration) =>
      [overflowX, overflowY].some((flow) => flow === 'hidden' || flow === 'clip');

    const wider = document.documentElement.scrollWidth - innerWidth;
    if (wider > 0) faults.push(`the page is ${wider} px wider than the screen`);

    /** Words as they stand, line by line, and controls. */
    const words: { element: Element; rect: DOMRect }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (
        !element ||
        !node.textContent?.trim() ||
        !shown(element) ||
        element.closest('option, datalist, math')
      )
        continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) if (rect.width > 1) words.push({ element, rect });
    }
    const controls = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
      .filter((element) => shown(element))
      .map((element) => ({ element, rect: element.getBoundingClientRect() }));

    for (const { element, rect } of [...words, ...controls]) {
      const scroller = over(element, scrolls);
      if (!scroller && (rect.left < -1 || rect.right > innerWidth + 1))
        faults.push(`beside the screen: ${named(element)}`);
      const cutter = scroller ? null : over(element, cuts);
      const frame = cutter?.getBoundingClientRect();
      if (
        frame &&
        (rect.right > frame.right + 1 || rect.left < frame.left - 1 || rect.bottom > frame.bottom + 2)
      )
        faults.push(`cut off: ${named(element)}`);
    }

    const overlap = (a: DOMRect, b: DOMRect) => ({
      width: Math.min(a.right, b.right) - Math.max(a.left, b.left),
      height: Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
    });
    const related = (a: Element, b: Element) => a === b || a.contains(b) || b.contains(a);
    for (const list of [words, controls])
      for (const [index, a] of list.entries())
        for (const b of list.slice(index + 1)) {
          const { width, height } = overlap(a.rect, b.rect);
          const much = Math.min(a.rect.height, b.rect.height) * (list === words ? 0.4 : 0.1);
          if (width < 2 || height < Math.max(2, much) || related(a.element, b.element)) continue;
          if (layerOver(a.element) === layerOver(b.element))
            faults.push(`over each other: ${named(a.element)} and ${named(b.element)}`);
        }

    const bars = [...document.querySelectorAll('body *')].filter(
      (element) =>
        getComputedStyle(element).position === 'fixed' &&
        shown(element) &&
        getComputedStyle(element).pointerEvents !== 'none',
    );
    if (bars.length > 0) {
      scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
      for (const { element } of [...words, ...controls]) {
        if (fixedOver(element)) continue;
        for (const bar of bars) {
          const { width, height } = overlap(element.getBoundingClientRect(), bar.getBoundingClientRect());
          if (width > 1 && height > 1) faults.push(`under a bar at the page’s end: ${named(element)}`);
        }
      }
      for (const { element } of controls) {
        (element as HTMLElement).focus();
        const rect = element.getBoundingClientRect();
        const seen = bars.every((bar) => {
          const { width, height } = overlap(rect, bar.getBoundingClientRect());
          // Of a field that is higher than a line, its beginning is enough.
          return bar.contains(element) || width <= 0 || height <= 1 || rect.height - height >= 44;
        });
        if (document.activeElement === element && !seen)
          faults.push(`has the focus under a bar: ${named(element)}`);
      }
      scrollTo({ top: 0, behavior: 'instant' });
    }
    return [...new Set(faults)];
  });
}

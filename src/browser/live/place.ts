/** Changes the page without moving what is being read, or written. */
export function keepPlace(change: () => void): void {
  const { documentElement: page } = document;
  const anchor = anchorOf();
  const before = anchor?.getBoundingClientRect().top ?? 0;
  // Not both the browser's own way and this one.
  page.style.overflowAnchor = 'none';
  change();
  const moved = anchor?.isConnected ? anchor.getBoundingClientRect().top - before : 0;
  if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' });
  requestAnimationFrame(() => {
    page.style.overflowAnchor = '';
  });
}

const READ = '#post, .reply > article, .post > article, .write';

/** What somebody is writing in, else the first thing in sight. */
function anchorOf(): Element | undefined {
  const focused = document.activeElement;
  if (focused && focused !== document.body && isInSight(focused)) return focused;
  return [...document.querySelectorAll(READ)].find(isInSight);
}

export function isInSight(element: Element): boolean {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < innerHeight;
}

/** Whether somebody looks at it, or works in it. */
export function isBeingRead(element: Element): boolean {
  const selection = getSelection();
  const selected = selection?.isCollapsed === false && selection.containsNode(element, true);
  return isInSight(element) || selected || element.contains(document.activeElement);
}

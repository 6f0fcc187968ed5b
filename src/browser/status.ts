const STAYS_MS = 10_000;
let line: HTMLElement | null = null;
let going: ReturnType<typeof setTimeout> | undefined;

/** Says something once: it stands above the page for a while, and screen readers tell it. */
export function tell(words: string, { stays = false } = {}): void {
  line ??= lineIn(document.querySelector('main') ?? document.body);
  line.textContent = '';
  clearTimeout(going);
  // Screen readers tell what changes, so the same words have to go first.
  setTimeout(() => {
    if (line) line.textContent = words;
  }, 100);
  if (!stays)
    going = setTimeout(() => {
      if (line) line.textContent = '';
    }, STAYS_MS);
}

function lineIn(parent: Element): HTMLElement {
  const made = document.createElement('p');
  made.className = 'told';
  made.setAttribute('role', 'status');
  parent.append(made);
  return made;
}

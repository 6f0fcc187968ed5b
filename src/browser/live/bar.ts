/** What the page says of what happens meanwhile: one button and one line, at a place of their own. */
export function barIn(element: Element) {
  const [status, line, button] = ['[role=status]', '.calm', 'button'].map((one) =>
    element.querySelector<HTMLElement>(one),
  ) as [HTMLElement, HTMLElement, HTMLButtonElement];
  return {
    button,
    /** What the button says; empty: nothing to press. */
    offer(words: string): void {
      button.textContent = words;
      button.hidden = words === '';
    },
    /** Said once by screen readers, and seen by nobody. */
    announce(words: string): void {
      status.textContent = words;
    },
    /** Said by screen readers, and there to be read; empty: no more. */
    say(words: string): void {
      line.textContent = words;
      line.hidden = words === '';
      status.textContent = words;
    },
  };
}

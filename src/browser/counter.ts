/** How many words so far, roughly as the server counts them. */
export function countWords(): void {
  for (const counter of document.querySelectorAll<HTMLElement>('.counter')) {
    const text = counter.closest('form')?.querySelector('textarea');
    if (!text) continue;
    const count = () => {
      const words = text.value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
      const sentence = (words === 1 ? counter.dataset.one : counter.dataset.other) ?? '';
      counter.textContent = sentence.replace(/\p{N}+/u, String(words));
    };
    text.addEventListener('input', count);
    addEventListener('pageshow', count);
  }
}

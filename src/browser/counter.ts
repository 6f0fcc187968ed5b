import { countWords } from '../domain/post.ts';
import { written } from './written.ts';

/** How many words there are so far, as the server counts them, and how many are asked for. */
export function countWhatIsWritten(): void {
  for (const counter of document.querySelectorAll<HTMLElement>('.counter')) {
    const form = counter.closest('form');
    const area = form?.querySelector<HTMLElement>('[data-editor]');
    const plain = area?.querySelector<HTMLTextAreaElement>(':scope > textarea');
    if (!form || !area || !plain) continue;
    const count = () => {
      // An editor counts for itself: in plain text the numbers of a list would be words.
      const words = area.dataset.words ? Number(area.dataset.words) : countWords(plain.value);
      const minimum = Number(counter.dataset.minimum);
      counter.textContent = sentence(words, words < minimum ? counter.dataset.of : undefined, counter);
      counter.classList.toggle('enough', minimum > 0 && words >= minimum);
    };
    form.addEventListener('input', count);
    for (const event of ['rejoinder:restored', 'rejoinder:counted']) form.addEventListener(event, count);
    addEventListener('pageshow', count);
  }
}

function sentence(words: number, of: string | undefined, { dataset }: HTMLElement): string {
  const forms = JSON.parse(dataset.words ?? '{}');
  const form = of ?? forms[new Intl.PluralRules(written).select(words)] ?? forms.other ?? '';
  return form.replace('%', new Intl.NumberFormat(written).format(words));
}

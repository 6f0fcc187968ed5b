import { storage } from './storage.ts';

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const keyOf = (form: HTMLFormElement) => `kept ${form.dataset.keep}`;
const fieldsOf = (form: HTMLFormElement) => [
  // Nobody but the person chooses files.
  ...form.querySelectorAll<Field>('input:not([type=hidden], [type=file]), textarea, select'),
];

/** What is typed is kept in this tab until it has been sent: it survives a lost network, a crashed server and Back. */
export function keepWhatIsTyped(): void {
  forgetWhatWasSent();
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-keep]')) {
    putBack(form);
    form.addEventListener('input', () => {
      // Only what was touched: the rest may be newer the next time, as a suggested grade is.
      const touched = fieldsOf(form).filter(
        (field) => !('defaultValue' in field) || field.value !== field.defaultValue,
      );
      const values = Object.fromEntries(touched.map(({ name, value }) => [name, value]));
      storage.setItem(keyOf(form), JSON.stringify(values));
    });
    form.addEventListener('submit', () => storage.setItem('sent', keyOf(form)));
  }
}

const isRefused = () => document.querySelector('[aria-invalid]') !== null;

function forgetWhatWasSent(): void {
  const sent = storage.getItem('sent');
  const arrived = document.querySelector('.notice[role=status], form[data-submit-at-once]');
  if (sent && arrived && !isRefused()) storage.removeItem(sent);
  storage.removeItem('sent');
}

function putBack(form: HTMLFormElement): void {
  if (isRefused()) return;
  const typed: Record<string, string> = JSON.parse(storage.getItem(keyOf(form)) ?? '{}');
  for (const field of fieldsOf(form)) field.value = typed[field.name] ?? field.value;
}

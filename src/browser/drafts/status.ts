import { written } from '../written.ts';

/** The sentences of the page's language, and the time in the way its reader writes it. */
export function say(name: string, at: number | string = Date.now()): string {
  const time = typeof at === 'string' ? at : clock.format(at);
  return (sentences[name] ?? '').replace('{at}', time);
}

const sentences: Record<string, string> = JSON.parse(document.body.dataset.say ?? '{}');
const clock = new Intl.DateTimeFormat(written, { timeStyle: 'short' });

export interface Told {
  /** Another kind is news, the same kind once more is not. */
  kind: string;
  text: string;
  link?: { text: string; href: string };
  button?: { text: string; press(): void };
  warning?: boolean;
}

/** The line under a form that says how things stand; each change is announced once, and politely. */
export class Status {
  private readonly line: HTMLElement;
  private readonly announcer: HTMLElement;
  private kind = '';

  constructor(form: HTMLFormElement) {
    this.line =
      form.querySelector<HTMLElement>('[data-kept]') ?? form.appendChild(document.createElement('p'));
    this.line.classList.add('kept');
    this.announcer = form.appendChild(document.createElement('p'));
    this.announcer.className = 'unseen';
    this.announcer.setAttribute('role', 'status');
  }

  tell({ kind, text, link, button, warning = false }: Told): void {
    this.line.textContent = text;
    this.line.classList.toggle('late', warning);
    if (link)
      this.line.append(
        ' ',
        Object.assign(document.createElement('a'), { textContent: link.text, href: link.href }),
      );
    if (button) {
      const element = Object.assign(document.createElement('button'), {
        textContent: button.text,
        type: 'button',
        className: 'link',
      });
      element.addEventListener('click', button.press);
      this.line.append(' ', element);
    }
    // What passes in a moment is for the eye alone.
    if (kind !== this.kind && kind !== 'saving')
      this.announcer.textContent = [text, link?.text].filter(Boolean).join(' ');
    if (kind !== 'saving') this.kind = kind;
  }
}

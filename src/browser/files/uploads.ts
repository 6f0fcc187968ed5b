import { Transfer } from './transfer.ts';
import { Unsent } from './unsent.ts';

/** Where the pages of this visit are. */
const base = /^\/s\/[\w-]+/.exec(location.pathname)?.[0] ?? '';

/** What a form sends besides its fields: attached files, and pictures in its text. It waits for them. */
export class Uploads {
  readonly form: HTMLFormElement;
  /** Where files are sent, and, below it, found. */
  readonly address = `${base}/files`;
  readonly transfers = new Set<Transfer>();
  /** What else keeps the form from being sent; each brings the person there. */
  readonly hindrances: (() => boolean)[] = [];
  private readonly attach: HTMLElement;
  private readonly status: HTMLElement;
  private readonly unsent: Unsent;
  private submitter: HTMLElement | null | undefined;

  constructor(form: HTMLFormElement, attach: HTMLElement) {
    this.form = form;
    this.attach = attach;
    this.status = Object.assign(document.createElement('p'), { className: 'hint' });
    this.status.setAttribute('role', 'status');
    this.unsent = new Unsent(this);
    attach.append(this.unsent.list, this.status);
    // Before all who would send it, or take it for sent.
    form.addEventListener('submit', (event) => this.hold(event), { capture: true });
  }

  /** A sentence of the page's language about a file. */
  say(name: string, file = ''): string {
    return (this.attach.dataset[name] ?? '').replace('{name}', file);
  }

  /** Told politely, and once. */
  tell(sentence: string): void {
    this.status.textContent = sentence;
  }

  begin(file: File, as: 'picture' | 'file'): Transfer {
    const transfer = new Transfer(file, as, {
      to: this.address,
      csrf: this.form.querySelector<HTMLInputElement>('input[name=csrf]')?.value ?? '',
      say: (name, file) => this.say(name, file),
    });
    this.transfers.add(transfer);
    this.unsent.begin(transfer);
    return transfer;
  }

  /** What it was about is there, or gone. */
  end(transfer: Transfer): void {
    this.transfers.delete(transfer);
    this.unsent.keep();
    if (this.submitter === undefined || this.states().length > 0) return;
    const submitter = this.submitter;
    this.submitter = undefined;
    this.form.requestSubmit(submitter);
  }

  private states(): string[] {
    return [...this.transfers].map(({ state }) => state).filter((state) => state !== 'sent');
  }

  private hold(event: SubmitEvent): void {
    // What somebody decides about a draft does not wait.
    if (event.submitter?.hasAttribute('formaction')) return;
    const states = this.states();
    const hindered = this.hindrances.some((hinders) => hinders());
    if (states.length === 0 && !hindered && !this.unsent.some) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (hindered) return;
    const stuck = this.unsent.some || states.some((state) => state !== 'sending');
    this.submitter = stuck ? undefined : event.submitter;
    this.tell(this.say(stuck ? 'unsent' : 'waits'));
    if (stuck) this.form.querySelector<HTMLElement>('[data-stuck] button:not([hidden])')?.focus();
  }
}

const known = new WeakMap<HTMLFormElement, Uploads>();

/** A form's uploads; null where it takes no files. */
export function uploadsOf(form: HTMLFormElement): Uploads | null {
  const attach = form.querySelector<HTMLElement>('.attach');
  if (!attach) return null;
  const uploads = known.get(form) ?? new Uploads(form, attach);
  known.set(form, uploads);
  return uploads;
}

import type { KeptFile, Transfer } from './transfer.ts';
import { button, element, underWay } from './underWay.ts';
import { type Uploads, uploadsOf } from './uploads.ts';

/** In place of a field that sends its files with the form: a list of what is attached, and of what is on its way. */
export function attach(form: HTMLFormElement): void {
  const uploads = uploadsOf(form);
  const field = form.querySelector<HTMLInputElement>('input[name=files]');
  const chooser = form.querySelector<HTMLInputElement>('.attach input[type=file]');
  if (uploads && field && chooser) new Attachments(uploads, field, chooser);
}

class Attachments {
  private readonly uploads: Uploads;
  private readonly field: HTMLInputElement;
  private readonly chooser: HTMLInputElement;
  private readonly list = element('ul', { className: 'files' });
  /** What was said of those that arrived since the last choice: each hides the one before it otherwise. */
  private arrived: string[] = [];

  constructor(uploads: Uploads, field: HTMLInputElement, chooser: HTMLInputElement) {
    this.uploads = uploads;
    this.field = field;
    this.chooser = chooser;
    const attach = chooser.closest('.attach');
    attach?.classList.add('scripted');
    attach?.querySelector('.files:has(input)')?.remove();
    chooser.before(this.list);
    chooser.addEventListener('change', () => this.takeChosen());
    const { form } = uploads;
    form.addEventListener('rejoinder:restored', () => this.show());
    form.addEventListener('rejoinder:locked', (event) => {
      for (const control of this.controls()) control.disabled = (event as CustomEvent<boolean>).detail;
    });
    this.show();
    // What was chosen before this script was there.
    this.takeChosen();
  }

  private takeChosen(): void {
    this.add([...(this.chooser.files ?? [])]);
    // They go by themselves, and not with the form once more.
    this.chooser.value = '';
  }

  private add(files: readonly File[]): void {
    for (const file of files) {
      const transfer = this.uploads.begin(file, 'file');
      this.list.append(underWay(this.uploads, transfer, (item) => this.ended(transfer, item)));
      transfer.send();
    }
    this.arrived = [];
    if (files.length > 0)
      this.uploads.tell(files.map(({ name }) => this.uploads.say('sending', name)).join(' '));
  }

  /** What the field has: of the page, of a draft, or of what arrived since. */
  private show(): void {
    const under = [...this.list.querySelectorAll('[data-under-way]')];
    this.list.replaceChildren(...this.kept().map((file) => this.attached(file)), ...under);
  }

  private kept(): KeptFile[] {
    return this.field.value ? JSON.parse(this.field.value) : [];
  }

  private keep(files: KeptFile[]): void {
    const kept = files.map(({ id, name, about }) => ({ id, name, about }));
    this.field.value = kept.length > 0 ? JSON.stringify(kept) : '';
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  private attached(file: KeptFile): HTMLElement {
    const { id, name, about } = file;
    const href = `${this.uploads.address}/${id}`;
    const link = element('a', { href, textContent: name });
    const remove = button(this.uploads, 'remove', name, () => {
      this.keep(this.kept().filter((one) => one.id !== id));
      this.leave(item);
      this.uploads.tell(this.uploads.say('removed', name));
    });
    const item = element('li', {}, link, ' ', element('span', { textContent: about }), ' ', remove);
    return item;
  }

  private ended(transfer: Transfer, item: HTMLElement): void {
    const { kept, name } = transfer;
    if (kept) {
      const shown = this.attached(kept);
      const hadFocus = item.contains(document.activeElement);
      item.replaceWith(shown);
      if (hadFocus) shown.querySelector('button')?.focus();
      this.keep([...this.kept(), kept]);
      this.arrived.push(this.uploads.say('sent', name));
      this.uploads.tell(this.arrived.join(' '));
    } else {
      this.leave(item);
      this.uploads.tell(this.uploads.say('removed', name));
    }
    this.uploads.end(transfer);
  }

  /** Who took it away goes on beside it. */
  private leave(item: HTMLElement): void {
    const beside = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    const target = beside?.querySelector<HTMLElement>('button:not([hidden])') ?? this.chooser;
    target.focus();
  }

  private controls(): (HTMLButtonElement | HTMLInputElement)[] {
    return [this.chooser, ...(this.chooser.closest('.attach')?.querySelectorAll('button') ?? [])];
  }
}

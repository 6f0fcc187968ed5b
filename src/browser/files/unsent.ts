import type { Transfer } from './transfer.ts';
import { button, element } from './underWay.ts';
import type { Uploads } from './uploads.ts';

/**
 * The names of files on their way, kept with the draft: who comes back to it is told which of them never arrived. Only
 * they can choose these again.
 */
export class Unsent {
  readonly list = element('ul', { className: 'files' });
  private readonly uploads: Uploads;
  private readonly field: HTMLInputElement | null;
  private lost: string[] = [];

  constructor(uploads: Uploads) {
    this.uploads = uploads;
    this.field = uploads.form.querySelector('input[name=underWay]');
    uploads.form.addEventListener('rejoinder:restored', () => this.takeUp());
    this.takeUp();
  }

  get some(): boolean {
    return this.lost.length > 0;
  }

  /** One set out; chosen again, it is lost no more. */
  begin({ name }: Transfer): void {
    this.lost = this.lost.filter((one) => one !== name);
    this.keep();
  }

  keep(): void {
    this.note();
    this.field?.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** What the page before this one had under way. */
  private takeUp(): void {
    const here = this.underWay();
    this.lost = (this.field?.value ?? '').split(BETWEEN).filter((name) => name && !here.includes(name));
    this.note();
  }

  private note(): void {
    if (this.field) this.field.value = [...new Set([...this.lost, ...this.underWay()])].join(BETWEEN);
    this.list.replaceChildren(...this.lost.map((name) => this.item(name)));
  }

  private item(name: string): HTMLElement {
    const why = element('span', { className: 'late', textContent: this.uploads.say('lost', name) });
    const item = element('li', {}, why, ' ');
    item.dataset.stuck = '';
    item.append(
      button(this.uploads, 'remove', name, () => {
        this.lost = this.lost.filter((one) => one !== name);
        this.keep();
        this.uploads.tell(this.uploads.say('removed', name));
        this.uploads.form.querySelector<HTMLElement>('.attach input[type=file]')?.focus();
      }),
    );
    return item;
  }

  private underWay(): string[] {
    return [...this.uploads.transfers].map(({ name }) => name);
  }
}

/** No system has it in the name of a file. */
const BETWEEN = '/';

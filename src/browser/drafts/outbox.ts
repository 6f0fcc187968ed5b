import { base, type KeptForm, wordsOf } from './keptForm.ts';
import { ask, type Sent, type Standing } from './server.ts';
import { say } from './status.ts';
import { type Entry, letGo, waiting } from './storage.ts';

/**
 * What was typed in this discussion on earlier pages, and only this device has: what somebody wanted sent is sent, and
 * the rest is kept by the server, also where its form is on another page.
 */
export async function sendWaiting(forms: readonly KeptForm[]): Promise<void> {
  const part = document.querySelector<HTMLElement>('[data-drafts]');
  if (!part) return;
  const outbox = new Outbox(part, forms);
  await outbox.run();
  addEventListener('online', () => outbox.run());
}

class Outbox {
  private readonly part: HTMLElement;
  private readonly forms: readonly KeptForm[];

  constructor(part: HTMLElement, forms: readonly KeptForm[]) {
    this.part = part;
    this.forms = forms;
  }

  async run(): Promise<void> {
    const { drafts, csrf } = this.part.dataset;
    const own = (entry: Entry) =>
      this.forms.some(({ entry: { key, writer } }) => key === entry.key && writer === entry.writer);
    for (const entry of waiting(`${drafts} `)) {
      if (own(entry)) continue;
      if (entry.sending) await this.send(entry, csrf);
      else await this.save(entry, csrf);
    }
  }

  private async send(entry: Entry, csrf?: string): Promise<void> {
    const body = wordsOf(entry, csrf);
    for (const [name, value] of Object.entries(entry.sending?.carried ?? {})) body.append(name, value);
    const answer = await ask<Sent>(base + entry.sending?.to, body);
    if (answer.kind !== 'told' && answer.kind !== 'refused') return;
    letGo(entry);
    if (answer.kind === 'told') this.tell('posted', 'see', answer.told.to ?? '');
    // What is refused is a draft by that.
    else this.tell('notPosted', 'seeDrafts', `${base}/drafts`);
    this.formOf(entry)?.look();
  }

  private async save(entry: Entry, csrf?: string): Promise<void> {
    const [, place] = entry.key.split(' ');
    const answer = await ask<Standing>(`${base}/drafts/${place}`, wordsOf(entry, csrf));
    if (answer.kind !== 'told') return;
    letGo(entry);
    const form = this.formOf(entry);
    if (form) form.look();
    else if (!answer.told.ended) this.tell('found', 'seeDrafts', `${base}/drafts`);
  }

  private formOf({ key }: Entry): KeptForm | undefined {
    return this.forms.find((form) => form.key === key);
  }

  private tell(what: string, link: string, href: string): void {
    const line = Object.assign(document.createElement('p'), { className: 'calm' });
    line.setAttribute('role', 'status');
    this.part.prepend(line);
    line.append(say(what), ' ', Object.assign(document.createElement('a'), { textContent: say(link), href }));
  }
}

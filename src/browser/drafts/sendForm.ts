import { lock } from './fields.ts';
import { base, type KeptForm } from './keptForm.ts';
import { type Answer, ask, type Sent } from './server.ts';
import { say } from './status.ts';
import { type Entry, keep, letGo } from './storage.ts';

/** As long as somebody waits for a page: later, they are told, and stay where they are. */
const WAITS_MS = 8000;
/** Names the post to be, and what it answers. */
const CARRIED = ['requestId', 'parentId', 'place'];
const AGAIN_MS = [2000, 5000, 15_000, 30_000, 60_000];

/** Sends a form as its page would, and keeps it until that is certain. Sent twice it is posted once, by its id. */
export class SendForm {
  private readonly kept: KeptForm;
  private submitter: HTMLButtonElement | null = null;
  private pressedAt = 0;
  private tries = 0;
  private timer = 0;
  private asking = false;
  /** The visit has ended: nothing can be sent from this page any more. */
  private over = false;

  constructor(kept: KeptForm) {
    this.kept = kept;
    kept.form.addEventListener('submit', (event) => {
      const submitter = event.submitter as HTMLButtonElement | null;
      // What somebody decides about a draft is a page's matter.
      if (event.defaultPrevented || submitter?.hasAttribute('formaction')) return;
      event.preventDefault();
      this.submitter = submitter;
      this.pressedAt = Date.now();
      if (kept.draft) this.keepSending();
      this.begin();
    });
    addEventListener('online', () => this.again());
    document.addEventListener('visibilitychange', () => document.hidden || this.again());
  }

  /** Somebody wanted it sent on an earlier page. */
  resume({ sending }: Entry): void {
    for (const name of CARRIED) {
      const field = this.kept.field(name);
      const value = sending?.carried[name];
      if (field && value) field.value = value;
    }
    this.begin();
  }

  private begin(): void {
    const { kept } = this;
    kept.sending = true;
    lock(kept.form, true);
    kept.status.tell({ kind: 'posting', text: say('posting') });
    this.send();
  }

  private keepSending(): void {
    const { kept } = this;
    const entry = kept.next();
    const carried = CARRIED.flatMap((name) => {
      const value = kept.field(name)?.value;
      return value ? [[name, value]] : [];
    });
    const to = new URL(kept.form.action).pathname.slice(base.length);
    entry.sending = { to, carried: Object.fromEntries(carried) };
    kept.stored = keep(entry);
  }

  private again(): void {
    if (this.kept.sending && !this.asking && !this.over) this.send();
  }

  private async send(): Promise<void> {
    const { kept } = this;
    clearTimeout(this.timer);
    this.asking = true;
    const answer = await ask<Sent>(kept.form.action, this.body());
    this.asking = false;
    // It may have been taken back meanwhile.
    if (kept.sending) this.became(answer);
  }

  private body(): URLSearchParams | FormData {
    const { form, entry } = this.kept;
    const data = new FormData(form, this.submitter);
    data.set('mark', `${entry.writer}.${entry.turn}`);
    if (form.enctype === 'multipart/form-data') return data;
    return new URLSearchParams(
      [...data].filter((field): field is [string, string] => typeof field[1] === 'string'),
    );
  }

  private became(answer: Answer<Sent>): void {
    const { draft, stored, status } = this.kept;
    if (answer.kind === 'told') this.sent(answer.told);
    else if (answer.kind === 'away' && draft) this.wait();
    else if (answer.kind === 'visit ended' && draft && stored) this.tellEnded();
    else {
      this.stop();
      const away = answer.kind === 'away';
      if (away) status.tell({ kind: 'away', text: say('pressAgain'), warning: true });
      else if (answer.kind === 'refused' && answer.status !== 422) this.tellRefused(answer.what);
      // The page that says what is wrong has the words in it.
      else this.byBrowser();
    }
  }

  private tellRefused(what: string): void {
    const kept = say(this.kept.draft ? 'kept' : 'keptHere');
    this.kept.status.tell({ kind: 'refused', text: `${what} ${kept}`, warning: true });
  }

  private sent({ to }: Sent): void {
    const { kept } = this;
    letGo(kept.entry);
    if (to === undefined) this.byBrowser();
    else if (Date.now() - this.pressedAt < WAITS_MS || kept.isEdit) go(to);
    else {
      this.unlock();
      kept.empty();
      kept.status.tell({ kind: 'posted', text: say('posted'), link: { text: say('see'), href: to } });
    }
  }

  private wait(): void {
    const { stored, status } = this.kept;
    const text = say(stored ? 'toBePosted' : 'toBePostedOpen');
    status.tell({ kind: 'waiting', text, warning: true, button: this.back() });
    this.timer = window.setTimeout(() => this.again(), AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)]);
    this.tries += 1;
  }

  private tellEnded(): void {
    this.over = true;
    const text = say('visitEndedPosts');
    this.kept.status.tell({ kind: 'ended', text, warning: true, button: this.back() });
  }

  /** Not to be sent yet after all. */
  private back() {
    const press = () => {
      this.stop();
      this.kept.form
        .querySelector<HTMLElement>('textarea[name]:not([hidden]), [contenteditable=true]')
        ?.focus();
      this.kept.typed();
    };
    return { text: say('goOn'), press };
  }

  private stop(): void {
    const { entry, draft } = this.kept;
    delete entry.sending;
    if (draft) keep(entry);
    this.unlock();
  }

  private unlock(): void {
    const { kept } = this;
    clearTimeout(this.timer);
    kept.sending = false;
    delete kept.form.dataset.sent;
    lock(kept.form, false);
  }

  private byBrowser(): void {
    const { form } = this.kept;
    const { name, value } = this.submitter ?? {};
    if (name) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    form.submit();
  }
}

/** The page where it is; that may be this one. */
export function go(to: string): void {
  const next = new URL(to, location.href);
  const here = next.pathname === location.pathname && next.search === location.search;
  if (here) location.hash = next.hash;
  if (here) location.reload();
  else location.assign(next);
}

import { changedSince, emptied, isBlank, putBack, type Values, valuesIn } from './fields.ts';
import { type Answer, ask, type Standing } from './server.ts';
import { Status, say } from './status.ts';
import { type Entry, keep, letGo, noteSaved, savedLately, waiting } from './storage.ts';

/** A pause in typing; and how long somebody types on before it is saved nevertheless. */
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 8000;
/** When the server is asked again that was away. A network that comes back asks at once. */
const AGAIN_MS = [2000, 5000, 15_000, 30_000, 60_000];

/** Where the pages of this visit are. */
export const base = /^\/s\/[\w-]+/.exec(location.pathname)?.[0] ?? '';

/** A form in which nothing that is typed is lost: it is kept on this device at once, and by the server after a pause. */
export class KeptForm {
  readonly form: HTMLFormElement;
  readonly status: Status;
  readonly key: string;
  /** Where the server keeps it; without, it is kept on this device alone. */
  readonly draft: string | undefined;
  entry: Entry;
  /** Whether this device has it. */
  stored = true;
  /** Whether it is being sent as a whole. */
  sending = false;
  private readonly writer = crypto.randomUUID();
  private readonly asShown: Values;
  private unsaved = false;
  private saving = false;
  private visitEnded = false;
  private timer = 0;
  private tries = 0;
  /** Since when something waits to be saved. */
  private waitsSince = 0;

  constructor(form: HTMLFormElement) {
    this.form = form;
    this.status = new Status(form);
    this.key = form.dataset.keep ?? '';
    this.draft = form.dataset.draft;
    this.asShown = valuesIn(form);
    this.entry = this.begin();
    form.addEventListener('input', () => this.typed());
    addEventListener('pagehide', () => this.leave());
    document.addEventListener('visibilitychange', () => (document.hidden ? this.leave() : this.look()));
    addEventListener('online', () => this.save());
    // A page that comes back as it was left, its form sent, begins anew.
    addEventListener(
      'pageshow',
      ({ persisted }) => persisted && (this.sending ? location.reload() : this.look()),
    );
  }

  private begin(): Entry {
    const based = Number(this.field('based')?.value ?? 0);
    return { key: this.key, writer: this.writer, turn: 0, at: 0, based, values: {} };
  }

  /**
   * What waits on this device is put back, where it is the newest there is.
   * @returns whether it is, and so this form's to save or send
   */
  takeUp(): Entry | null {
    const found = waiting(`${this.key} `).at(-1);
    // A form that was refused shows what was typed. What only this device has of it goes with this page from now on: it is
    // not to be put back over what is accepted next.
    if (this.form.querySelector('[aria-invalid]')) {
      if (found && !this.draft) this.entry = found;
      return null;
    }
    if (!found) {
      // What was saved while this page was on its way is not in it.
      if (savedLately(this.key)) this.look('saved');
      return null;
    }
    const isNewest = this.entry.based === 0 || Date.now() - found.at < Number(this.form.dataset.age);
    if (!isNewest) return null;
    this.entry = found;
    putBack(this.form, found.values);
    this.unsaved = this.draft !== undefined;
    this.showDiscard();
    return found;
  }

  typed(): void {
    if (this.sending) return;
    const before = this.entry;
    const entry = this.next();
    this.stored = keep(entry);
    if (this.stored && before !== entry) letGo(before);
    this.unsaved = true;
    this.showDiscard();
    if (!this.draft) this.tellKept();
    else if (this.visitEnded) this.tellEnded();
    else this.saveSoon();
  }

  /** What is in the form now, as this page's own: another that is open still may go on with what it has. */
  next(): Entry {
    if (this.entry.writer !== this.writer) this.entry = { ...this.begin(), based: this.entry.based };
    const values = valuesIn(this.form);
    return Object.assign(this.entry, {
      turn: this.entry.turn + 1,
      at: Date.now(),
      values: this.draft ? values : changedSince(this.asShown, values),
    });
  }

  private saveSoon(): void {
    if (this.tries === 0) this.status.tell({ kind: 'saving', text: say('saving') });
    this.waitsSince ||= Date.now();
    const left = this.waitsSince + LONGEST_PAUSE_MS - Date.now();
    this.after(Math.max(0, Math.min(PAUSE_MS, left)));
  }

  private after(ms: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), ms);
  }

  /** Nothing waits for a pause any more. */
  private leave(): void {
    if (this.unsaved && !this.sending) this.save(true);
  }

  /** @param leaving what is under way may be cut off with the page */
  async save(leaving = false): Promise<void> {
    if (!this.draft || !this.unsaved || this.sending || this.visitEnded || (this.saving && !leaving)) return;
    const { entry } = this;
    const { turn } = entry;
    this.saving = true;
    this.waitsSince = 0;
    clearTimeout(this.timer);
    const answer = await ask<Standing>(this.draft, wordsOf(entry, this.field('csrf')?.value));
    this.saving = false;
    if (answer.kind === 'told') this.saved(answer.told, entry, turn);
    else this.notSaved(answer);
  }

  private saved(told: Standing, entry: Entry, turn: number): void {
    this.tries = 0;
    noteSaved(this.key);
    this.showOthers(told);
    if (told.version !== null) this.goOnFrom(told.version);
    if (this.entry !== entry || entry.turn > turn) {
      // More was typed meanwhile, and goes on from that.
      letGo({ ...entry, turn });
      this.entry.based = told.version ?? this.entry.based;
      this.saveSoon();
      return;
    }
    this.unsaved = false;
    letGo(entry);
    if (told.ended || told.newest) this.show(told);
    else this.status.tell({ kind: 'saved', text: say('saved', told.at ?? '') });
  }

  private notSaved(answer: Exclude<Answer<Standing>, { kind: 'told' }>): void {
    if (answer.kind === 'visit ended') {
      this.visitEnded = true;
      this.tellEnded();
    } else if (answer.kind === 'refused') {
      this.status.tell({ kind: 'refused', text: `${answer.what} ${say('keptHere')}`, warning: true });
    } else {
      this.tellKept();
      this.after(AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)] ?? 0);
      this.tries += 1;
    }
  }

  /** What was written on another page or device meanwhile is shown here, unless something is written here. */
  async look(as: 'newer' | 'saved' = 'newer'): Promise<void> {
    if (!this.draft || this.unsaved || this.saving || this.sending || this.visitEnded) return;
    const answer = await ask<Standing>(this.draft);
    if (answer.kind !== 'told' || this.unsaved || this.sending) return;
    this.showOthers(answer.told);
    if (answer.told.newest && answer.told.newest.version !== this.entry.based) this.show(answer.told, as);
  }

  private show({ newest, ended, at }: Standing, as: 'newer' | 'saved' = 'newer'): void {
    if (newest) this.goOnFrom(newest.version);
    if (!ended) {
      putBack(this.form, { ...emptied(valuesIn(this.form)), ...grouped(newest?.fields ?? []) });
      this.status.tell({ kind: as, text: say(as, at ?? '') });
    } else if (!isBlank(valuesIn(this.form))) {
      this.empty();
      if (ended === 'discarded') this.status.tell({ kind: 'discarded', text: say('discardedElsewhere') });
      else this.status.tell({ kind: 'posted', text: say('postedElsewhere'), link: seeOwn() });
    }
    this.showDiscard();
  }

  /** For the next one: another post, or the same edited once more. */
  empty(): void {
    if (this.isEdit) {
      location.reload();
      return;
    }
    putBack(this.form, emptied(valuesIn(this.form)));
    const requestId = this.field('requestId');
    if (requestId) requestId.value = crypto.randomUUID();
    this.entry = this.begin();
    this.unsaved = false;
    this.showDiscard();
  }

  private showOthers({ others }: Standing): void {
    const part = this.form.querySelector('[data-others]');
    if (part && part.textContent !== textOf(others)) part.innerHTML = others;
  }

  private showDiscard(): void {
    const button = this.form.querySelector<HTMLElement>('[data-discard]');
    if (button) button.hidden = isBlank(valuesIn(this.form));
  }

  private goOnFrom(version: number): void {
    const based = this.field('based');
    if (based) based.value = String(version);
    this.entry.based = version;
  }

  private tellKept(): void {
    const name = this.stored ? (this.draft ? 'onDevice' : 'here') : 'nowhere';
    this.status.tell({ kind: name, text: say(name), warning: !this.stored });
  }

  private tellEnded(): void {
    this.status.tell({
      kind: 'ended',
      text: say(this.stored ? 'visitEnded' : 'visitEndedOpen'),
      warning: true,
    });
  }

  get isEdit(): boolean {
    return this.key.includes(' edit-');
  }

  field(name: string): HTMLInputElement | null {
    return this.form.querySelector(`input[name=${name}]`);
  }
}

/** An entry as the server takes it. */
export function wordsOf(entry: Entry, csrf = ''): URLSearchParams {
  const body = new URLSearchParams({ csrf });
  for (const [name, all] of Object.entries(entry.values)) for (const value of all) body.append(name, value);
  body.append('based', String(entry.based));
  body.append('mark', `${entry.writer}.${entry.turn}`);
  body.append('age', String(Math.max(0, Date.now() - entry.at)));
  return body;
}

/** Where one finds what one wrote. */
export const seeOwn = () => ({ text: say('see'), href: `${base}/discussion?show=mine#list` });

function grouped(fields: [string, string][]): Values {
  const values: Values = {};
  for (const [name, value] of fields) values[name] = [...(values[name] ?? []), value];
  return values;
}

const textOf = (html: string) => new DOMParser().parseFromString(html, 'text/html').body.textContent;

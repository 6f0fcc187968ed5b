import type { Editor } from '@tiptap/core';
import type { Area } from './begin.ts';

interface Person {
  handle: string;
  name: string;
  note: string;
}

const PAUSE_MS = 120;
/** `@` at the beginning of a word, and what a name can have after it: three words at most. */
const BEGUN = /(?:^|[\s([{“"'])@([\p{L}\p{N}\p{M}.'’-]{0,40}(?: [\p{L}\p{N}\p{M}.'’-]{1,40}){0,2})$/u;
const LIST = 'people-offered';

/** Offers people to mention while one of their names is typed after `@`; the keyboard stays with the text. */
export class Offers {
  private readonly editor: Editor;
  private readonly address: string;
  private readonly list = document.createElement('ul');
  private readonly status = document.createElement('p');
  private people: Person[] = [];
  private chosen = 0;
  /** Where the `@` stands. */
  private from = 0;
  /** Where one stands that is to be left alone. */
  private closedAt: number | null = null;
  private waiting = 0;
  /** For which beginning people were last asked for; null: there is none. */
  private asked: string | null = null;

  constructor({ area }: Area, editor: Editor, address: string) {
    this.editor = editor;
    this.address = address;
    this.list.className = 'offered';
    this.list.id = LIST;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', area.dataset.peopleLabel ?? '');
    this.list.hidden = true;
    this.status.className = 'unseen';
    this.status.setAttribute('role', 'status');
    area.append(this.list, this.status);
    editor.view.dom.setAttribute('aria-autocomplete', 'list');
    editor.view.dom.setAttribute('aria-haspopup', 'listbox');
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', ({ target }) => {
      const option = (target as Element).closest('[role=option]');
      if (option) this.take([...this.list.children].indexOf(option));
    });
    editor.on('transaction', () => this.look());
    editor.on('blur', () => this.close());
    addEventListener('resize', () => !this.list.hidden && this.place());
  }

  /** @returns whether the key was for what is offered */
  pressed(event: KeyboardEvent): boolean {
    if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose((this.chosen + step + this.people.length) % this.people.length);
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) this.take(this.chosen);
    else if (event.key === 'Escape') {
      this.closedAt = this.from;
      this.close();
    } else return false;
    return true;
  }

  private look(): void {
    const typed = this.typed();
    if (typed === null) {
      this.closedAt = null;
      this.close();
    } else if (this.closedAt !== this.from && typed !== this.asked) {
      this.asked = typed;
      clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => this.ask(typed), PAUSE_MS);
    }
  }

  /** What stands between `@` and the caret; null where that is no beginning of a name. */
  private typed(): string | null {
    const { $from, empty } = this.editor.state.selection;
    if (!empty || !this.editor.isFocused || $from.parent.type.spec.code || this.editor.isActive('code'))
      return null;
    const before = $from.parent.textBetween(0, $from.parentOffset, '\n', '\ufffc');
    const found = BEGUN.exec(before);
    const name = found?.[1] ?? '';
    if (!found) return null;
    this.from = $from.pos - name.length - 1;
    return name;
  }

  private async ask(typed: string): Promise<void> {
    const query = new URLSearchParams({ q: typed });
    const answer = await fetch(`${this.address}?${query}`, { headers: { accept: 'application/json' } })
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null);
    if (typed !== this.asked || this.typed() !== typed) return;
    this.people = answer?.people ?? [];
    if (this.people.length === 0) this.hide();
    else this.show(answer.told);
  }

  private show(told: string): void {
    this.list.replaceChildren(...this.people.map((person, at) => optionOf(person, at)));
    this.list.hidden = false;
    this.status.textContent = told;
    this.editor.view.dom.setAttribute('aria-controls', LIST);
    this.choose(0);
    this.place();
  }

  /** Below the `@`, within the editor. */
  private place(): void {
    const { bottom, left } = this.editor.view.coordsAtPos(this.from);
    const around = (this.list.offsetParent ?? document.body).getBoundingClientRect();
    const room = around.width - this.list.offsetWidth;
    this.list.style.top = `${bottom - around.top + 4}px`;
    this.list.style.left = `${Math.max(0, Math.min(room, left - around.left))}px`;
  }

  private choose(at: number): void {
    this.chosen = at;
    for (const [index, option] of [...this.list.children].entries()) {
      option.setAttribute('aria-selected', String(index === at));
      if (index !== at) continue;
      this.editor.view.dom.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    }
  }

  private take(at: number): void {
    const person = this.people[at];
    if (!person) return;
    const to = this.editor.state.selection.to;
    const mention = { type: 'mention', attrs: { member: person.handle, label: `@${person.name}` } };
    this.close();
    this.editor
      .chain()
      .focus()
      .insertContentAt({ from: this.from, to }, [mention, { type: 'text', text: ' ' }])
      .run();
  }

  private close(): void {
    clearTimeout(this.waiting);
    this.asked = null;
    this.hide();
  }

  private hide(): void {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.status.textContent = '';
    for (const name of ['aria-controls', 'aria-activedescendant']) this.editor.view.dom.removeAttribute(name);
  }
}

function optionOf({ name, note }: Person, at: number): HTMLElement {
  const option = document.createElement('li');
  option.id = `${LIST}-${at}`;
  option.setAttribute('role', 'option');
  const called = Object.assign(document.createElement('bdi'), { textContent: name });
  option.append(
    called,
    ...(note ? [' ', Object.assign(document.createElement('span'), { textContent: note })] : []),
  );
  return option;
}

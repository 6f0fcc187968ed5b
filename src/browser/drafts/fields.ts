/** What is in the fields of a form, by name. */
export type Values = Record<string, string[]>;

/** What a form carries for itself, and nobody wrote. */
const CARRIED: ReadonlySet<string> = new Set(['csrf', 'requestId', 'parentId', 'place', 'based', 'mark']);

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
const isChoice = (field: Field): field is HTMLInputElement =>
  field.type === 'checkbox' || field.type === 'radio';

/** The fields that somebody writes in, and those that an editor fills. */
function fieldsOf(form: HTMLFormElement): Field[] {
  const fields = form.querySelectorAll<Field>('input[name], textarea[name], select[name]');
  return [...fields].filter(({ name }) => !CARRIED.has(name));
}

export function valuesIn(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const [name, value] of new FormData(form))
    if (!CARRIED.has(name) && typeof value === 'string') values[name] = [...(values[name] ?? []), value];
  return values;
}

/** The same fields without a word. */
export const emptied = (values: Values): Values =>
  Object.fromEntries(Object.keys(values).map((name) => [name, ['']]));

export const isBlank = (values: Values): boolean =>
  ['title', 'text', 'html'].every(
    (name) => !values[name]?.some((value) => value.replace(/<\/?(p|br)\b[^>]*>/g, '').trim()),
  );

/** What of it is other than it was. Names that are gone have no value. */
export function changedSince(before: Values, now: Values): Values {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
  return Object.fromEntries(changed.map((name) => [name, now[name] ?? []]));
}

/** Puts values into the fields of these names, and tells whoever shows them in a way of their own. */
export function putBack(form: HTMLFormElement, values: Values): void {
  const left: Values = Object.fromEntries(Object.entries(values).map(([name, all]) => [name, [...all]]));
  for (const field of fieldsOf(form)) {
    const waiting = left[field.name];
    if (!waiting) continue;
    if (isChoice(field)) field.checked = values[field.name]?.includes(field.value) ?? false;
    else setValue(field, waiting.shift());
  }
  for (const [name, rest] of Object.entries(left)) {
    if (form.elements.namedItem(name) && rest.length === 0) continue;
    for (const value of rest)
      form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  }
  form.dispatchEvent(new CustomEvent('rejoinder:restored', { bubbles: true }));
}

function setValue(field: Field, value: string | undefined): void {
  field.value = value ?? '';
  // An editor's fields count only where there is something from it.
  if (field.type === 'hidden') field.disabled = !value;
}

/** Words that are on their way are not changed any more. */
export function lock(form: HTMLFormElement, locked: boolean): void {
  for (const field of fieldsOf(form)) if ('readOnly' in field) field.readOnly = locked;
  form.dispatchEvent(new CustomEvent('rejoinder:locked', { bubbles: true, detail: locked }));
}

/** What was typed into these fields of a form, to the letter; what is no text counts as nothing. */
export function typedIn<Name extends string>(body: unknown, names: readonly Name[]): Record<Name, string> {
  const sent = (body ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return Object.fromEntries(names.map((name) => [name, text(sent[name])])) as Record<Name, string>;
}

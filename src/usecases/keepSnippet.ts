import { type Actor, mayGrade } from '../domain/actor.ts';
import { InvalidInput, NotAllowed } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';

const LONGEST_SNIPPET = 1000;
const MOST_SNIPPETS = 30;

/** Keeps a comment to be used again, by whoever wrote it and nobody else. @throws NotAllowed, InvalidInput */
export async function keepSnippet(store: Store, { memberId, role }: Actor, text: string): Promise<void> {
  if (!mayGrade(role)) throw new NotAllowed('grade');
  const snippet = text.trim();
  if (!snippet || snippet.length > LONGEST_SNIPPET)
    throw new InvalidInput({ comment: 'grade.error.snippet' }, { comment: text });
  await store.members.keepSnippet(memberId, snippet, MOST_SNIPPETS);
}

export async function dropSnippet(store: Store, { memberId }: Actor, snippet: string): Promise<void> {
  await store.members.dropSnippet(memberId, snippet);
}

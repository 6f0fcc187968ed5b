import { type Format, isBlank } from '../domain/post.ts';
import { formatHtml } from './formatHtml.ts';
import { type Formatted, formatText, LONGEST_TEXT } from './formatText.ts';
import type { Named } from './typedMentions.ts';

/** What somebody wrote, in one of the two ways to write. */
export interface Typed {
  text: string;
  /** Plain where it is not said. */
  format?: Format;
  /** Whom the writer can mention by typing `@` and a name; nobody where it is not said. */
  people?: readonly Named[];
  /** Members' ids by what mentions in an editor's HTML call them; where it is not said, by their ids. */
  handles?: ReadonlyMap<string, string>;
}

/** What was typed in the forms it is kept in, or the catalogue key of what is wrong with it. */
export function formatTyped({
  text,
  format = 'plain',
  people = [],
  handles,
}: Typed): Formatted | { problem: string } {
  const formatted =
    format === 'rich'
      ? formatHtml(text, people, handles)
      : formatText(text.slice(0, LONGEST_TEXT + 1), people);
  if ('problem' in formatted) return formatted;
  if (isBlank(formatted.plain)) return { problem: 'post.error.blank' };
  const length = format === 'rich' ? formatted.plain.length : text.length;
  return length > LONGEST_TEXT ? { problem: 'post.error.tooLong' } : formatted;
}

/** What was typed, without its formatting. */
export function plainTextOf(typed: Typed): string {
  const formatted = formatTyped(typed);
  return 'problem' in formatted ? '' : formatted.plain;
}

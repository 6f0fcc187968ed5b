import Handlebars from 'handlebars';
import type { PostForm } from './writing.ts';

/** More of a post than anybody quotes whole; a part is chosen on its page. */
const LONGEST = 2_000;

/** What is quoted, by its number, with its words and whose they are as this writer is told. */
export interface Quotation {
  label: string;
  source: string;
  words: string;
}

/** A form with a quotation below what is written in it, once: loading its page anew adds no second one. */
export function withQuotation<Form extends PostForm>(form: Form, { label, source, words }: Quotation): Form {
  const quoted = shortened(words);
  if (form.format === 'rich' && form.html) {
    if (form.html.includes(`data-post="${label}"`)) return form;
    const e = Handlebars.escapeExpression;
    const lines = quoted.split(/\n{2,}/).map((block) => `<p>${e(block).replace(/\n/g, '<br>')}</p>`);
    const added = `<blockquote data-post="${label}" data-source="${e(source)}">${lines.join('')}</blockquote><p></p>`;
    return { ...form, html: form.html + added };
  }
  const signed = `> — ${label}`;
  if (form.text.includes(signed)) return form;
  const lines = quoted.split('\n').map((line) => `> ${line}`.trimEnd());
  const text = [...(form.text ? [form.text, ''] : []), ...lines, signed, '', ''].join('\n');
  return { ...form, text };
}

function shortened(words: string): string {
  if (words.length <= LONGEST) return words;
  const cut = words.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '');
  const atWord = cut.lastIndexOf(' ');
  return `${atWord > LONGEST / 2 ? cut.slice(0, atWord) : cut}…`;
}

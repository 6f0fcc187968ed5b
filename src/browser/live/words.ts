import { written } from '../written.ts';

type Forms = Record<string, string>;

/** The sentences of the bar, in the page's language, as the server wrote them there. */
export interface Words {
  posts: Forms;
  replies: Forms;
  edits: Forms;
  first: string;
  shown: string;
  failed: string;
  ended: string;
  close: string;
  gone: string;
}

/** The sentence for that many, in the plural form that the page's language has for it. */
export function counted(forms: Forms, count: number): string {
  const form = forms[new Intl.PluralRules(written).select(count)] ?? forms.other ?? '';
  return form.replace('{{count}}', new Intl.NumberFormat(written).format(count));
}

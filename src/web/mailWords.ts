import type { MailFacts, MailWords } from '../usecases/mailLetters.ts';
import { languageFor } from './language.ts';
import { personOf } from './people.ts';

/** What stands in somebody's e-mail: what was written to them, by whom, and the way to the discussion. */
export function mailWords({
  letter,
  discussion,
  course,
  sender,
  reader,
  url,
  answers,
}: MailFacts): MailWords {
  const { t } = languageFor(reader.language ?? letter.language);
  const by = personOf(sender, languageFor(letter.language)).name;
  const { title } = discussion;
  const parts = [
    t(course.title ? 'letters.mail.by' : 'letters.mail.byAlone', { name: by, title, course: course.title }),
    letter.text,
    `${t('letters.mail.open')}\n${url}`,
    t(answers ? 'letters.mail.answers' : 'letters.mail.noAnswers', { name: by }),
  ];
  return {
    ...{ sender: by, reader: reader.name },
    subject: t('letters.mail.subject', { title }),
    text: parts.join('\n\n'),
  };
}

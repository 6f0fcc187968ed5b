import { isAboutOwing, owes } from '../domain/letter.ts';
import type { Letter } from '../store/letters.ts';
import type { Receipt } from '../store/receipts.ts';
import type { Observed } from './letterForm.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';

/**
 * What was written from here: when, by whom, to how many, and how many have seen it. Of the one that is opened, all its
 * readers: classes are large, and letters many.
 */
export async function sentView(tool: Pages, observed: Observed, opened: string) {
  const { visit, discussion } = observed;
  const { language, base } = visit;
  const { t, date } = language;
  const letters = await tool.store.letters.ofDiscussion(discussion.id);
  const [counts, people] = await Promise.all([
    tool.store.receipts.countsOf(letters.map(({ id }) => id)),
    peopleIn(
      tool,
      visit,
      discussion,
      letters.map(({ by }) => by),
    ),
  ]);
  return Promise.all(
    letters.map(async (letter) => {
      const { seen, mailed } = counts.get(letter.id) ?? { seen: 0, mailed: 0 };
      const name = personOf(people.get(letter.by), language).name;
      return {
        id: letter.id,
        heading: t('letters.sent.heading', { at: date(letter.at, discussion.zone), name }),
        facts: [
          t(`letters.about.${letter.about}`),
          t('letters.sent.to', { count: letter.to.length }),
          t('letters.sent.seen', { count: seen }),
          ...(mailed > 0 ? [t('letters.sent.mailed', { count: mailed })] : []),
        ],
        paragraphs: letter.text.split(/\n{2,}/),
        open: `${base}/letters?open=${letter.id}#letter-${letter.id}`,
        readers: letter.id === opened ? await readersOf(tool, letter, observed) : null,
      };
    }),
  );
}

async function readersOf(tool: Pages, letter: Letter, observed: Observed) {
  const { visit, discussion } = observed;
  const { language } = visit;
  const [receipts, people] = await Promise.all([
    tool.store.receipts.ofLetter(letter.id),
    peopleIn(tool, visit, discussion, letter.to),
  ]);
  const { compare } = new Intl.Collator(language.code);
  return receipts
    .map((receipt) => ({
      ...personOf(people.get(receipt.memberId), language),
      said: saidOf(receipt, letter, observed),
    }))
    .sort((one, other) => compare(one.name, other.name));
}

function saidOf({ memberId, seenAt, awayAt, mail }: Receipt, { about }: Letter, observed: Observed): string {
  const { visit, discussion, students } = observed;
  const { t, date, facts } = visit.language;
  const { zone } = discussion;
  const student = students.find(({ member }) => member.id === memberId);
  const settled =
    student &&
    isAboutOwing(about) &&
    !owes(about, student.participation, discussion, student.member, visit.now);
  const mailAt = mail.at && date(mail.at, zone);
  return facts([
    seenAt ? t('letters.sent.seenAt', { at: date(seenAt, zone) }) : t('letters.sent.unseen'),
    ...(awayAt ? [t('letters.sent.away')] : []),
    ...(settled ? [t('letters.sent.settled')] : []),
    ...(mail.state === 'none' ? [] : [t(`letters.mail.state.${mail.state}`, { at: mailAt })]),
    ...(mail.problem && mail.state !== 'sent' ? [t(`letters.mail.problem.${mail.problem}`)] : []),
  ]);
}

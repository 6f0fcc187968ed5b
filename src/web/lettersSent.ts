import { isAboutOwing, owes } from '../domain/letter.ts';
import type { Letter } from '../store/letters.ts';
import type { Receipt } from '../store/receipts.ts';
import type { Observed } from './letterForm.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';

/** What was written from here: when, by whom, to whom, who has seen it, and what became of each e-mail. */
export async function sentView(tool: Pages, observed: Observed) {
  const { visit, discussion } = observed;
  const { language } = visit;
  const { t, date } = language;
  const letters = await tool.store.letters.ofDiscussion(discussion.id);
  const receipts = await tool.store.receipts.ofLetters(letters.map(({ id }) => id));
  const people = await peopleIn(
    tool,
    visit,
    discussion,
    letters.flatMap(({ by, to }) => [by, ...to]),
  );
  const nameOf = (id: string) => personOf(people.get(id), language).name;
  const byName = (one: { name: string }, other: { name: string }) =>
    one.name.localeCompare(other.name, language.code);
  return letters.map((letter) => {
    const theirs = receipts.filter(({ letterId }) => letterId === letter.id);
    const seen = theirs.filter(({ seenAt }) => seenAt !== null).length;
    const mailed = theirs.filter(({ mail }) => mail.state === 'sent').length;
    return {
      heading: t('letters.sent.heading', { at: date(letter.at, discussion.zone), name: nameOf(letter.by) }),
      facts: [
        t(`letters.about.${letter.about}`),
        t('letters.sent.to', { count: letter.to.length }),
        t('letters.sent.seen', { count: seen }),
        ...(mailed > 0 ? [t('letters.sent.mailed', { count: mailed })] : []),
      ],
      paragraphs: letter.text.split(/\n{2,}/),
      readers: theirs
        .map((receipt) => ({ name: nameOf(receipt.memberId), said: saidOf(receipt, letter, observed) }))
        .sort(byName),
    };
  });
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

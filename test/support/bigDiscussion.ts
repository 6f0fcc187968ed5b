import { printsOf } from '../../src/domain/ownWords.ts';
import type { Connection } from '../../src/store/database.ts';

/** A thread to be written: how many replies, and what each answers (a reply's number, or 0 for the post). */
export interface BigThread {
  replies: number;
  answers?: (number: number) => number;
  /** What posts and replies say, by number in the thread; 0 is the post. */
  text?: (number: number) => string;
  /** As where somebody wrote them: texts that share a passage find each other. */
  printed?: boolean;
  title?: string;
}

const WORDS =
  'canal toll book lime boat horse lock frost winter share company ledger miller witness clerk remitted paid'.split(
    ' ',
  );

/** A few sentences, always the same for a number. */
export function wordsOf(seed: number, count = 60): string {
  return Array.from(
    { length: count },
    (_, index) => WORDS[(seed * 7 + index * index * 3) % WORDS.length],
  ).join(' ');
}

/**
 * Fills a discussion at once, through the store's own schema, with as many posts and replies as asked; a minute lies
 * between each and the next.
 * @returns how many documents that made
 */
export async function fillBig(
  connection: Connection,
  {
    discussionId,
    authors,
    threads,
    now,
  }: { discussionId: string; authors: string[]; threads: BigThread[]; now: Date },
): Promise<number> {
  const total = threads.reduce((sum, { replies }) => sum + 1 + replies, 0);
  let written = 0;
  const timed = () => new Date(now.getTime() - (total - written++) * 60_000);
  const documents = threads.flatMap((thread, index) =>
    documentsOf(thread, index + 1, { discussionId, authors, timed }),
  );
  for (let from = 0; from < documents.length; from += 1000)
    await connection.model('Post').insertMany(documents.slice(from, from + 1000), { ordered: false });
  await connection
    .model('Discussion')
    .updateOne({ _id: discussionId }, { $set: { postSequence: threads.length } });
  return documents.length;
}

interface Into {
  discussionId: string;
  authors: string[];
  timed: () => Date;
}

function documentsOf(
  { replies, answers = () => 0, text, printed = false, title = '' }: BigThread,
  thread: number,
  into: Into,
) {
  const { discussionId, authors, timed } = into;
  const id = (number: number) => `${discussionId}-${thread}${number ? `-${number}` : ''}`;
  const authorOf = (number: number) => authors[(thread + number) % authors.length] ?? '';
  const made = Array.from({ length: replies + 1 }, (_, number) => {
    const plain = text?.(number) ?? wordsOf(thread * 31 + number);
    const createdAt = timed();
    const parent = number === 0 ? null : answers(number);
    return {
      ...{ _id: id(number), discussionId, threadId: id(0), threadNumber: thread },
      ...{
        parentId: parent === null ? null : id(parent),
        parentAuthorRole: parent === null ? null : 'learner',
      },
      parentAuthorId: parent === null ? null : authorOf(parent),
      ...{ authorId: authorOf(number), authorRole: 'learner', number: number || thread },
      ...{
        title: number === 0 ? title : '',
        text: plain,
        html: `<p>${plain}</p>`,
        plain,
        words: plain.split(' ').length,
      },
      revisions: [{ number: 1, at: createdAt, title: '', text: plain, words: plain.split(' ').length }],
      ...{ requestId: id(number), createdAt, activeAt: createdAt },
      prints: printed ? printsOf(plain) : [],
    };
  });
  const last = made.at(-1)?.createdAt;
  const counted = {
    replyCount: replies,
    replySequence: replies,
    lastReplyAt: replies > 0 ? last : null,
    activeAt: last,
  };
  return made.map((post, number) => (number === 0 ? { ...post, ...counted } : post));
}

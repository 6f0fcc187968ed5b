import type { Contribution } from './post.ts';

/** How often one person answered another. */
export type Exchange = { from: string; to: string; count: number };

export type Conversation = {
  /** Most frequent first. */
  exchanges: Exchange[];
  /** Those of the people asked about who answered nobody and whom nobody answered. */
  alone: string[];
};

type Said = Pick<Contribution, 'authorId' | 'parentAuthorId' | 'deletedAt' | 'hiddenAt'>;

/** Who answered whom. A reply to oneself is none, nor is one that was deleted or hidden. */
export function conversation(posts: readonly Said[], people: readonly string[]): Conversation {
  const counts = new Map<string, Map<string, number>>();
  for (const post of posts) {
    const { authorId: from, parentAuthorId: to } = post;
    if (to === null || to === from || !stands(post)) continue;
    const answered = counts.get(from) ?? new Map<string, number>();
    counts.set(from, answered.set(to, (answered.get(to) ?? 0) + 1));
  }
  const exchanges = [...counts].flatMap(([from, answered]) =>
    [...answered].map(([to, count]) => ({ from, to, count })),
  );
  const taking = new Set(exchanges.flatMap(({ from, to }) => [from, to]));
  return {
    exchanges: exchanges.sort((one, other) => other.count - one.count),
    alone: people.filter((id) => !taking.has(id)),
  };
}

export const stands = ({ deletedAt, hiddenAt }: Pick<Said, 'deletedAt' | 'hiddenAt'>): boolean =>
  deletedAt === null && hiddenAt === null;

import type { Judged } from '../domain/byPost.ts';
import { addressOf } from './checklist.ts';
import type { Language } from './language.ts';

/** How the points beside a student's posts came to what they came to: the same words for student and grader. */
export function judgedView(
  { posts, byPost, bestPosts: best }: Judged,
  { base, language: { t, number } }: { base: string; language: Language },
) {
  const count = posts.length;
  const way = byPost === 'best' && count < best ? 'few' : byPost;
  return {
    text: t(`byPost.from.${way}`, { count, best }),
    posts: posts.map(({ label, points, counts }) => ({
      href: base + addressOf(label),
      text: t(`byPost.${nameOf(label, counts)}`, { label, points: number(points) }),
      counts,
    })),
  };
}

const nameOf = (label: string, counts: boolean) => {
  if (label.includes('.')) return counts ? 'reply' : 'spareReply';
  return counts ? 'post' : 'sparePost';
};

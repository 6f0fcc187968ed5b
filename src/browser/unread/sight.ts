import { isUnread, postAround } from '../posts.ts';

/** As long as one looks at a post to read it, and not while it passes by. */
const MOMENT_MS = 1500;
/** So much of a post is in sight that it can be read; of a long one, its end. */
const ENOUGH = 0.6;

type Ways = 'whole' | 'end' | 'focus';

/** Tells of each unread post that was in sight, or had the focus, for a moment in a tab that is in front. */
export function watchSight(seen: (post: HTMLElement) => void) {
  const inSight = new Map<HTMLElement, Set<Ways>>();
  const moments = new Map<HTMLElement, ReturnType<typeof setTimeout>>();
  /** Those that are unread on purpose. */
  const left = new Set<HTMLElement>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRatio } of entries) {
        const post = postAround(target);
        if (post && target === post) note(post, 'whole', intersectionRatio >= ENOUGH);
        else if (post) note(post, 'end', isIntersecting && intersectionRatio > 0.9);
      }
    },
    { threshold: [0, ENOUGH, 0.95] },
  );

  function note(post: HTMLElement, way: Ways, is: boolean): void {
    const ways = inSight.get(post) ?? new Set();
    inSight.set(post, ways);
    ways[is ? 'add' : 'delete'](way);
    time(post);
  }

  function time(post: HTMLElement): void {
    const looking = !document.hidden && (inSight.get(post)?.size ?? 0) > 0;
    if (!looking || !isUnread(post) || left.has(post)) {
      clearTimeout(moments.get(post));
      moments.delete(post);
    } else if (!moments.has(post))
      moments.set(
        post,
        setTimeout(() => done(post), MOMENT_MS),
      );
  }

  function done(post: HTMLElement): void {
    moments.delete(post);
    delete post.dataset.unread;
    for (const part of partsOf(post)) observer.unobserve(part);
    seen(post);
  }

  document.addEventListener('visibilitychange', () => {
    for (const post of inSight.keys()) time(post);
  });
  for (const [event, is] of [
    ['focusin', true],
    ['focusout', false],
  ] as const)
    document.addEventListener(event, ({ target }) => {
      const post = postAround(target as Element);
      if (post) note(post, 'focus', is);
    });

  return {
    watch(parent: ParentNode): void {
      const posts = parent.querySelectorAll<HTMLElement>('article[data-unread]');
      for (const post of posts) for (const part of partsOf(post)) observer.observe(part);
    },
    /** From now on nothing makes it read but another visit. */
    leave(post: HTMLElement): void {
      left.add(post);
      time(post);
    },
  };
}

/** A post, and what stands at its end. */
const partsOf = (post: HTMLElement): Element[] => [post, ...[...post.children].slice(-1)];

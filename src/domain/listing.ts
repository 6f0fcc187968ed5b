export const ORDERS = ['oldest', 'newest', 'replies', 'activity', 'needs'] as const;
export type Order = (typeof ORDERS)[number];
/** Posts and replies of one kind stand beside each other by time alone. */
export const FLAT_ORDERS: readonly Order[] = ['newest', 'oldest'];

export const SHOWS = ['all', 'unread', 'mine', 'answers', 'unanswered'] as const;
export type Show = (typeof SHOWS)[number];

/** What a reader asks of a discussion's list. */
export type Listing = {
  show: Show;
  /** null: nothing was chosen. */
  order: Order | null;
  /** A name or part of one, as typed; empty: anybody. */
  by: string;
  /** A section or group, by id, for those who see all; empty: everybody. */
  group?: string;
  /** From 1. */
  page: number;
};

/** Whether replies stand in the list as well, and not threads alone. */
export const isFlat = ({ show, by }: Listing): boolean =>
  show === 'mine' || show === 'answers' || (show === 'all' && by !== '');

/** The order that a list is shown in: what was chosen; else posts nobody answered come first for whoever owes replies. */
export function orderOf(listing: Listing, owesReplies: boolean): Order {
  const { order, show } = listing;
  if (isFlat(listing)) return order && FLAT_ORDERS.includes(order) ? order : 'newest';
  if (order) return order;
  if (show === 'unanswered') return 'needs';
  return owesReplies && show === 'all' ? 'needs' : 'oldest';
}

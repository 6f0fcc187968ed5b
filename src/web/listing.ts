import { z } from 'zod';
import { FLAT_ORDERS, isFlat, type Listing, ORDERS, type Order, SHOWS } from '../domain/listing.ts';
import type { Language } from './language.ts';

/** Beyond this nobody gets by links, and a database has to count. */
const LAST_PAGE = 1_000;

const asked = z.object({
  show: z.enum(SHOWS).catch('all'),
  order: z.enum(ORDERS).nullable().catch(null),
  by: z.string().trim().max(200).catch(''),
  group: z.string().max(40).catch(''),
  page: z.coerce.number().int().min(1).max(LAST_PAGE).catch(1),
});

/**
 * What an address asks of the list. What makes no sense is as good as nothing.
 * @param marks whether the reader sees what is unread
 */
export function listingIn(query: unknown, marks = true): Listing {
  const listing = asked.parse(query ?? {});
  return listing.show === 'unread' && !marks ? { ...listing, show: 'all' } : listing;
}

/** The address of the list with these changes; what is not chosen stays out of it. */
export function addressOfList(base: string, listing: Listing, changes: Partial<Listing> = {}): string {
  const { show, order, by, group, page } = { ...listing, ...changes };
  const query = new URLSearchParams({
    ...(show === 'all' ? {} : { show }),
    ...(by ? { by } : {}),
    ...(group ? { group } : {}),
    ...(order ? { order } : {}),
    ...(page > 1 ? { page: String(page) } : {}),
  }).toString();
  return `${base}/discussion${query && `?${query}`}`;
}

/** The form that chooses what is listed, and in which order. */
export function choicesOf(
  listing: Listing,
  { order, names, marks, group }: { order: Order; names: string[]; marks: boolean; group: object | null },
  base: string,
  { t }: Language,
) {
  const option = <V extends string>(value: V, selected: V, kind: string) => {
    return { value, text: t(`reading.${kind}.${value}`), selected: value === selected };
  };
  const orders = isFlat(listing) ? FLAT_ORDERS : ORDERS;
  return {
    action: `${base}/discussion`,
    chosen: t('reading.chosen', { order: t(`reading.order.${order}`) }),
    open: listing.show !== 'all' || listing.by !== '' || Boolean(listing.group),
    shows: SHOWS.filter((show) => marks || show !== 'unread').map((show) =>
      option(show, listing.show, 'show'),
    ),
    orders: orders.map((one) => option(one, order, 'order')),
    by: listing.by,
    names,
    group,
  };
}

/** The way to the pages beside this one; null where all is on one. */
export function pagesOf(
  listing: Listing,
  { total, size }: { total: number; size: number },
  base: string,
  { t }: Language,
) {
  const last = Math.max(1, Math.ceil(total / size));
  const { page } = listing;
  if (last === 1 && page === 1) return null;
  const first = (page - 1) * size + 1;
  return {
    where:
      first > total
        ? t('reading.pages.none', { count: total })
        : t('reading.pages.where', { first, last: Math.min(total, page * size), count: total }),
    before: page > 1 ? addressOfList(base, listing, { page: Math.min(page - 1, last) }) : null,
    after: page < last ? addressOfList(base, listing, { page: page + 1 }) : null,
  };
}

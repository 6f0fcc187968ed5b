import assert from 'node:assert/strict';
import { type Listing, orderOf } from '../../src/domain/listing.ts';

const listing = (changes: Partial<Listing> = {}): Listing => ({
  ...{ show: 'all', order: null, by: '', page: 1 },
  ...changes,
});

describe('The order of a list', () => {
  it('puts what nobody answered first for whoever owes replies, unless they chose another', () => {
    assert.equal(orderOf(listing(), true), 'needs');
    assert.equal(orderOf(listing(), false), 'oldest');
    assert.equal(orderOf(listing({ order: 'newest' }), true), 'newest');
  });

  it('of posts and replies together is by time alone', () => {
    assert.equal(orderOf(listing({ show: 'mine', order: 'replies' }), true), 'newest');
    assert.equal(orderOf(listing({ by: 'Ana', order: 'oldest' }), true), 'oldest');
    assert.equal(orderOf(listing({ show: 'unanswered', by: 'Ana', order: 'replies' }), false), 'replies');
  });
});

import assert from 'node:assert/strict';
import { canals } from '../../src/demo-data/content/canals.ts';
import { photosynthesis } from '../../src/demo-data/content/photosynthesis.ts';
import type { Author, DiscussionContent, ThreadContent } from '../../src/demo-data/content/shape.ts';
import { twoHundred } from '../../src/demo-data/content/twoHundred.ts';
import { countWords } from '../../src/domain/post.ts';
import { people } from '../../src/practice-lms/seed/people.ts';

const ALL = [canals, photosynthesis, twoHundred];
const students = people().filter(({ key }) => key.startsWith('student-'));

const studies = (author: Author, { courseKey }: DiscussionContent) =>
  author === 'teacher' || students[author]?.roles[courseKey] === 'student';
const isQuotation = (text: string) => text.split('\n').some((line) => line.startsWith('> '));
const hoursAgo = ({ daysAgo, replies }: ThreadContent) => [
  daysAgo * 24,
  ...replies.map(({ hoursLater }) => daysAgo * 24 - hoursLater),
];

describe('The content of the demo', () => {
  it('begins with a post with a quotation and five replies, one by its author and one to a reply', () => {
    const [first] = canals.threads;
    assert.ok(first && isQuotation(first.text));
    assert.equal(first.replies.length, 5);
    assert.equal(first.replies.filter(({ author }) => author === first.author).length, 1);
    assert.equal(first.replies.filter(({ replyTo }) => replyTo !== undefined).length, 1);
  });

  it('has a discussion of exactly 200 posts', () => {
    const counts = twoHundred.threads.map(({ replies }) => 1 + replies.length);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      200,
    );
    assert.equal(twoHundred.threads.length, 60);
  });

  it('has titles on every post about the canals and the trees, and on a third of the buildings', () => {
    for (const { threads } of [canals, photosynthesis]) assert.ok(threads.every(({ title }) => title));
    assert.equal(twoHundred.threads.filter(({ title }) => title).length, 20);
  });

  for (const content of ALL) {
    describe(`in “${content.title}”`, () => {
      it('is written by people of that course alone', () => {
        const authors = content.threads.flatMap(({ author, replies }) => [
          author,
          ...replies.map((reply) => reply.author),
        ]);
        for (const author of authors) assert.ok(studies(author, content), `author ${author}`);
      });

      it('answers earlier replies only', () => {
        for (const { replies } of content.threads) {
          for (const [place, { replyTo }] of replies.entries()) {
            assert.ok(replyTo === undefined || (replyTo >= 0 && replyTo < place));
          }
        }
      });

      it('goes forward in time and stays in the past', () => {
        const starts = content.threads.map(({ daysAgo }) => daysAgo);
        assert.deepEqual(
          starts,
          starts.toSorted((one, other) => other - one),
        );
        for (const times of content.threads.map(hoursAgo)) {
          assert.deepEqual(
            times,
            times.toSorted((one, other) => other - one),
          );
          assert.ok(times.every((hours) => hours > 0));
        }
      });
    });
  }

  it('asks for sixty words about the trees and gets them', () => {
    assert.equal(photosynthesis.postMinimumWords, 60);
    for (const { text } of photosynthesis.threads) assert.ok(countWords(text) >= 60);
  });

  it('grades people who have posted, between two threads', () => {
    assert.ok(canals.grading);
    const { daysAgo, grades } = canals.grading;
    for (const { student, points } of grades) {
      assert.ok(canals.threads.some(({ author }) => author === student));
      assert.ok(points >= 0 && points <= canals.maximum);
    }
    for (const thread of canals.threads) {
      const times = hoursAgo(thread);
      const before = times.filter((hours) => hours > daysAgo * 24).length;
      assert.ok(before === 0 || before === times.length, 'a thread is read as a whole or not yet at all');
    }
  });
});

import { BUILDINGS, type Building } from './buildings.ts';
import { EXCHANGES, TEACHER_REMARKS } from './remarks.ts';
import {
  type Author,
  type DiscussionContent,
  prose,
  type ReplyContent,
  type ThreadContent,
} from './shape.ts';

const STUDENTS = 24;
/** How many replies a post gets, in turn: some are left alone and some are argued over. 70 to every 30 posts. */
const REPLY_COUNTS = [
  4, 1, 2, 0, 5, 2, 3, 1, 2, 4, 0, 3, 2, 1, 6, 2, 3, 0, 4, 2, 1, 3, 2, 5, 1, 2, 3, 0, 4, 2,
];
/** How many turns an exchange takes: a remark, its answer, a rejoinder. */
const TURNS = [3, 3, 2, 3];
const TEACHER_SPEAKS_EVERY = 11;
const FIRST_POST_DAYS_AGO = 13;
const DAYS_OF_POSTING = 11.5;

/** A discussion of exactly 200: 60 posts and 140 replies, the same ones each time. */
export const twoHundred: DiscussionContent = {
  key: 'two-hundred',
  courseKey: 'hist210',
  title: 'Week 4: Introduce a building from your town',
  promptText: prose`
    Choose a building in a place you know that would not be there without industry: a mill, a depot, a row of houses,
    a pump. Introduce it to people who will never see it. One building to a post, and up to three posts.

    Say what gives its age away. If somebody told you about it, say who.

    Then visit at least two other towns and ask something that only a person who lives there could answer.`,
  maximum: 10,
  threads: threads(),
};

function threads(): ThreadContent[] {
  // The number of exchanges so far: remarks and speakers are taken in turn, so that no remark is made twice.
  let exchanges = 0;
  return BUILDINGS.map((building, index) => {
    const count = REPLY_COUNTS[index % REPLY_COUNTS.length] ?? 0;
    const replies: ReplyContent[] = [];
    while (replies.length < count) {
      replies.push(...exchange(building, exchanges, replies, count - replies.length));
      exchanges += 1;
    }
    const daysAgo = FIRST_POST_DAYS_AGO - (index * DAYS_OF_POSTING) / BUILDINGS.length;
    return {
      author: building.author,
      daysAgo: Math.round(daysAgo * 100) / 100,
      title: building.title,
      text: building.text,
      replies,
    };
  });
}

function exchange(building: Building, turn: number, before: ReplyContent[], most: number): ReplyContent[] {
  const speaker = nextSpeaker(turn, [building.author, ...before.map(({ author }) => author)]);
  const start = (before.at(-1)?.hoursLater ?? 0) + 1 + ((turn * 5) % 7);
  if (turn % TEACHER_SPEAKS_EVERY === TEACHER_SPEAKS_EVERY - 1) {
    const remark = TEACHER_REMARKS[Math.floor(turn / TEACHER_SPEAKS_EVERY) % TEACHER_REMARKS.length] ?? '';
    return [{ author: 'teacher', hoursLater: start, text: fill(remark, building) }];
  }
  const remarks = EXCHANGES[(turn - Math.floor(turn / TEACHER_SPEAKS_EVERY)) % EXCHANGES.length] ?? [];
  const length = Math.min(TURNS[turn % TURNS.length] ?? 1, most);
  return remarks.slice(0, length).map((remark, step) => ({
    author: step === 1 ? building.author : speaker,
    hoursLater: start + step * 2,
    text: fill(remark, building),
    ...(step > 0 ? { replyTo: before.length + step - 1 } : {}),
  }));
}

/** The next student in turn who has not spoken in this thread. Seven steps, so that neighbours change. */
function nextSpeaker(turn: number, spoken: Author[]): number {
  let speaker = (turn * 7 + 5) % STUDENTS;
  while (spoken.includes(speaker)) speaker = (speaker + 1) % STUDENTS;
  return speaker;
}

function fill(remark: string, { thing, clue }: Building): string {
  return remark
    .replaceAll('{thing}', thing)
    .replaceAll('{Thing}', thing.charAt(0).toUpperCase() + thing.slice(1))
    .replaceAll('{clue}', clue);
}

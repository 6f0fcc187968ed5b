import type { Platform } from '../domain/platform.ts';
import type { Store } from '../store/index.ts';
import { customOf } from '../usecases/offerDiscussion.ts';
import { registerPlatform } from '../usecases/registerPlatform.ts';
import { type Cast, castOf, personOf } from './cast.ts';
import { canals } from './content/canals.ts';
import { photosynthesis } from './content/photosynthesis.ts';
import type { Author, DiscussionContent } from './content/shape.ts';
import { twoHundred } from './content/twoHundred.ts';
import { fillDiscussion, openDiscussion } from './fillDiscussion.ts';
import { type LmsTold, type PracticeLms, practiceLms } from './practiceLms.ts';

/** In the order of the course page. */
const DISCUSSIONS: DiscussionContent[] = [twoHundred, canals, photosynthesis];
/** Where a visitor begins, and as whom: this student began the first thread and still owes a reply. */
const SHOWN: { discussion: DiscussionContent; authors: Author[] } = {
  discussion: canals,
  authors: ['teacher', 1],
};
const RULES = { canvas: 'Canvas rules', moodle: 'Moodle rules' };

/** Somebody whom a visitor of the demo can be. */
export interface Someone {
  who: string;
  url: string;
}

interface Filling {
  store: Store;
  lms: PracticeLms;
  told: LmsTold;
  family: keyof typeof RULES;
  say: (line: string) => void;
}

/** Fills in what is not there yet under one preset of the practice LMS. @returns whose pages to open first */
export async function fillPlatform(
  store: Store,
  lmsUrl: string,
  family: keyof typeof RULES,
  say: (line: string) => void,
): Promise<Someone[]> {
  const lms = practiceLms(`${lmsUrl}/${family}`);
  const told = await lms.tell();
  const { id: platformId } = await registered(store, told);
  const filling = { store, lms, told, family, say };
  const activities = new Map<DiscussionContent, string>();
  for (const content of DISCUSSIONS) {
    const cast = await castOf(store, told, content.courseKey, { platformId, family });
    activities.set(content, await place(filling, cast, content));
  }
  return shown(filling, activities.get(SHOWN.discussion) ?? '');
}

async function registered(store: Store, { label, tools, ...addresses }: LmsTold): Promise<Platform> {
  const [{ clientId, deploymentId }] = tools;
  const { issuer, authUrl, tokenUrl, jwksUrl } = addresses;
  const details = { issuer, clientId, authUrl, tokenUrl, jwksUrl, name: label, deployments: [deploymentId] };
  const added = await registerPlatform(store, details, 'cli', new Date());
  const platform = added ?? (await store.platforms.find(issuer, clientId));
  if (!platform) throw new Error(`${issuer} could not be registered`);
  return platform;
}

/** The activity comes last: where it is, so is everything before it, and nobody comes upon half a discussion. */
async function place(filling: Filling, cast: Cast, content: DiscussionContent): Promise<string> {
  const { store, lms, told, family, say } = filling;
  const { title, maximum, threads, courseKey } = content;
  const teacher = personOf(told, courseKey, 'teacher').key;
  const discussion = await openDiscussion(store, cast, content, new Date());
  const placed = await lms.activityOf(discussion.id, teacher, courseKey);
  if (placed) return placed;
  const count = threads.reduce((sum, { replies }) => sum + 1 + replies.length, 0);
  say(`Filling in demo data (${RULES[family]}): ${title}, ${count} posts…`);
  await fillDiscussion(store, cast, discussion, content);
  // As a teacher who adds the discussion through deep linking would get it.
  const custom = customOf(discussion.id);
  const activity = { title, maximum, custom, resourceId: discussion.id, tag: 'rejoinder' };
  return lms.addActivity(activity, teacher, courseKey);
}

function shown({ lms, told, family }: Filling, activity: string): Someone[] {
  const { courseKey } = SHOWN.discussion;
  return SHOWN.authors.map((author) => {
    const { key, name } = personOf(told, courseKey, author);
    const role = author === 'teacher' ? 'teacher' : 'student';
    const url = `${lms.coursePage(key, courseKey)}?activity=${activity}`;
    return { who: `${name}, ${role} (${RULES[family]})`, url };
  });
}

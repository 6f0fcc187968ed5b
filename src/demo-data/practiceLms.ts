import { z } from 'zod';

/** The page of one preset as data: what an administrator copies out to register it, and who is who. */
const told = z.object({
  issuer: z.string(),
  authUrl: z.string(),
  tokenUrl: z.string(),
  jwksUrl: z.string(),
  label: z.string(),
  tools: z.tuple([z.object({ clientId: z.string(), deploymentId: z.string() })], z.unknown()),
  courses: z.array(z.object({ key: z.string(), contextId: z.string(), title: z.string() })),
  people: z.array(
    z.object({
      key: z.string(),
      sub: z.string().nullable(),
      name: z.string(),
      roles: z.record(z.string(), z.string()),
    }),
  ),
});
export type LmsTold = z.infer<typeof told>;
export type PersonTold = LmsTold['people'][number];

const activity = z.object({ id: z.string(), custom: z.record(z.string(), z.string()) });

export interface NewActivity {
  title: string;
  maximum: number;
  custom: Record<string, string>;
  resourceId: string;
  tag: string;
}

/** The practice LMS as an administrator and a teacher see it: pages, never its insides. */
export function practiceLms(url: string) {
  const coursePage = (person: string, course: string) => `${url}/as/${person}/courses/${course}`;
  return {
    coursePage,
    async tell(): Promise<LmsTold> {
      return told.parse(await json(url));
    },
    /** @returns the activity's id, or null where none leads to that discussion */
    async activityOf(discussionId: string, teacher: string, course: string): Promise<string | null> {
      const page = z.object({ activities: z.array(activity) });
      const { activities } = page.parse(await json(coursePage(teacher, course)));
      return activities.find(({ custom }) => custom.discussion === discussionId)?.id ?? null;
    },
    /** @returns the activity's id */
    async addActivity(wanted: NewActivity, teacher: string, course: string): Promise<string> {
      const body = JSON.stringify(wanted);
      const page = `${coursePage(teacher, course)}/activities`;
      return activity.parse(await json(page, { method: 'POST', body })).id;
    },
  };
}
export type PracticeLms = ReturnType<typeof practiceLms>;

async function json(url: string, init: RequestInit = {}): Promise<unknown> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(10_000), ...init });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  return response.json();
}

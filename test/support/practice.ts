import assert from 'node:assert/strict';
import type { RunningPracticeLms } from '../../src/practice-lms/server.ts';
import type { Store } from '../../src/store/index.ts';
import type { Session } from '../../src/store/sessions.ts';
import { registerPlatform } from '../../src/usecases/registerPlatform.ts';
import { startLms } from './lms.ts';
import { type RunningTool, startTool } from './tool.ts';

export type Preset = 'canvas' | 'moodle';
export const PRESETS: Preset[] = ['canvas', 'moodle'];

export interface Practice {
  tool: RunningTool;
  lms: RunningPracticeLms;
  close(): Promise<void>;
}

/** The tool and the practice LMS, registered with each other under both presets. */
export async function startPractice(
  options: Parameters<typeof startTool>[0] = {},
  { extraStudents }: { extraStudents?: number } = {},
): Promise<Practice> {
  const tool = await startTool(options);
  const lms = await startLms({ toolUrl: tool.baseUrl, extraStudents });
  for (const preset of PRESETS) await registerPreset(tool.tool.store, lms.origin, preset);
  return {
    tool,
    lms,
    async close() {
      await tool.close();
      await lms.close();
    },
  };
}

/** Makes the practice LMS known to a tool, as that preset. */
export async function registerPreset(store: Store, origin: string, preset: Preset): Promise<void> {
  const told = await lmsJson(`${origin}/${preset}`);
  const { clientId, deploymentIds } = told.tools[0];
  const { issuer, authUrl, tokenUrl, jwksUrl } = told;
  const details = { issuer, clientId, authUrl, tokenUrl, jwksUrl, name: preset, deployments: deploymentIds };
  await registerPlatform(store, details, 'cli', new Date());
}

/** A page of the practice LMS as data. */
// biome-ignore lint/suspicious/noExplicitAny: whatever that page answers
export async function lmsJson(url: string, init: RequestInit = {}): Promise<any> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const response = await fetch(url, { headers, ...init });
  if (!response.ok) throw new Error(`${response.status} from ${url}: ${await response.text()}`);
  return response.json();
}

/** An activity added to a course by hand, as its teacher. @returns its id */
export async function addActivity(
  { lms }: Practice,
  preset: Preset,
  activity: {
    title: string;
    maximum?: number;
    text?: string;
    custom?: Record<string, string>;
    resourceLinkId?: string;
  },
  { course = 'hist210', teacher = 'teacher-rosa' } = {},
): Promise<string> {
  const url = `${lms.origin}/${preset}/as/${teacher}/courses/${course}/activities`;
  return (await lmsJson(url, { method: 'POST', body: JSON.stringify(activity) })).id;
}

export interface Answer {
  status: number;
  location: string | null;
  html: string;
  headers: Headers;
}

/** A browser without a screen: keeps its cookies and follows nothing by itself but the question whether it does. */
export class Visitor {
  cookie = '';
  base = '';
  /** Where the last launch led. */
  launchedTo = '';
  readonly baseUrl: string;
  /** By where a visit is: a token is good for all of it, and to fetch a page before each form would double the requests. */
  private readonly tokens = new Map<string, string>();

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  async get(path: string): Promise<Answer> {
    return this.send(path, {});
  }

  /** Sends a form as its page would: with its token and from our own origin. */
  async post(path: string, fields: Record<string, string>, csrf?: string): Promise<Answer> {
    const token = csrf ?? (await this.csrfToken());
    return this.send(path, { method: 'POST', body: new URLSearchParams({ csrf: token, ...fields }) });
  }

  async send(path: string, init: RequestInit): Promise<Answer> {
    const url = path.startsWith('http') ? path : this.baseUrl + path;
    const headers = {
      origin: this.baseUrl,
      ...(this.cookie ? { cookie: this.cookie } : {}),
      ...init.headers,
    };
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const given of response.headers.getSetCookie()) this.cookie = withCookie(this.cookie, given);
    const { status } = response;
    const location = response.headers.get('location');
    if (location?.startsWith('/lti/login?')) return this.get(location);
    if (location && /^\/lti\/(continue|tab)\?/.test(location)) return this.send(location, init);
    return {
      status,
      location,
      html: await response.text(),
      headers: response.headers,
    };
  }

  async csrfToken(): Promise<string> {
    const known = this.tokens.get(this.base);
    if (known) return known;
    for (const page of ['/discussion', '/set-up', '/choose', '/grading', '/discussions']) {
      const token = /name="csrf" value="([^"]+)"/.exec((await this.get(this.base + page)).html)?.[1];
      if (!token) continue;
      this.tokens.set(this.base, token);
      return token;
    }
    throw new Error('no page of this visit has a form');
  }
}

/** Cookies as they are sent, with one more, another value of one, or one less. */
function withCookie(cookies: string, given: string): string {
  const [pair = '', ...attributes] = given.split('; ');
  const [name] = pair.split('=');
  const kept = cookies.split('; ').filter((one) => one && !one.startsWith(`${name}=`));
  const cleared = attributes.some((one) => /^expires=thu, 01 jan 1970/i.test(one));
  return [...kept, ...(cleared ? [] : [pair])].join('; ');
}

/** Launches an activity, step by step as a browser would, and stays where it lands. */
export async function launchAs(
  { lms, tool }: Practice,
  preset: Preset,
  person: string,
  launch: string,
  visitor = new Visitor(tool.baseUrl),
): Promise<Visitor> {
  const initiation = await lmsJson(`${lms.origin}/${preset}/as/${person}/${launch}`);
  const login = await visitor.send(initiation.action, {
    method: 'POST',
    body: new URLSearchParams(initiation.fields),
  });
  const reply = await lmsJson(login.location ?? '');
  const launched = await visitor.send(reply.action, {
    method: 'POST',
    body: new URLSearchParams(reply.fields),
    headers: { origin: lms.origin },
  });
  if (launched.status !== 303)
    throw new Error(`the launch ended with ${launched.status}: ${textOf(launched.html)}`);
  visitor.launchedTo = launched.location ?? '';
  visitor.base = /^\/s\/[\w-]+/.exec(launched.location ?? '')?.[0] ?? '';
  return visitor;
}

/** Waits until the gradebook of the LMS shows a score. @returns its cell */
export async function scoreArrives(
  { lms }: Practice,
  preset: Preset,
  { person, activity }: { person: string; activity: string },
) {
  for (let tries = 0; tries < 600; tries++) {
    const { rows } = await lmsJson(`${lms.origin}/${preset}/as/teacher-rosa/courses/hist210/gradebook`);
    const cell = rows.find((row: { person: string }) => row.person === person).cells[activity];
    if (cell?.score != null) return cell;
    await new Promise((wait) => setTimeout(wait, 50));
  }
  throw new Error('the score did not arrive');
}

/** What the tool keeps of a visitor's launch. */
export async function sessionOf({ tool }: Practice, { base }: Visitor): Promise<Session> {
  const sessions = tool.connection.collection<Omit<Session, 'id'> & { _id: string }>('sessions');
  const kept = await sessions.findOne({ _id: base.slice(3) });
  assert.ok(kept);
  const { _id: id, ...session } = kept;
  return { id, ...session };
}

/** What a page says, without its markup. */
export function textOf(html: string): string {
  return html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** An activity whose discussion its teacher has set up. @returns the activity's id and the teacher's visit */
export async function setUpActivity(
  practice: Practice,
  preset: Preset,
  settings: Record<string, string> = {},
): Promise<{ activity: string; teacher: Visitor }> {
  const title = settings.title ?? 'Week 6';
  const activity = await addActivity(practice, preset, {
    title,
    maximum: Number(settings.maximum ?? 10),
    text: settings.description,
  });
  const teacher = await launchAs(practice, preset, 'teacher-rosa', `launch/${activity}`);
  const answer = await teacher.post(`${teacher.base}/set-up`, {
    ...SETTINGS,
    requestId: `for ${activity}`,
    ...settings,
  });
  if (answer.status !== 303) throw new Error(`set-up ended with ${answer.status}: ${textOf(answer.html)}`);
  return { activity, teacher };
}

const SETTINGS = { title: 'Week 6', promptText: 'Discuss.', maximum: '10', zone: 'Europe/Berlin' };

/** When the settings were last changed, as their form has it. */
export async function settingsSeen(visitor: Visitor): Promise<string> {
  const { html } = await visitor.get(`${visitor.base}/settings`);
  return /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? '';
}

/** Fields of the set-up form: a post for 6 points and two replies (or none) to different classmates for 2 each, unless told otherwise. */
export function asking(
  post: Partial<Record<'words' | 'due', string>> = {},
  replies: Partial<Record<'count' | 'words' | 'due', string>> | 'none' = {},
): Record<string, string> {
  const rows = [
    { kind: 'post', count: '1', words: '0', due: '', points: '6', ...post },
    ...(replies === 'none'
      ? []
      : [{ kind: 'classmates', count: '2', words: '0', due: '', points: '2', ...replies }]),
  ];
  return Object.fromEntries(
    rows.flatMap((row, index) =>
      Object.entries(row).map(([name, value]) => [`row-${index + 1}-${name}`, value]),
    ),
  );
}

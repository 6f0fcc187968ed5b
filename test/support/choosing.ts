import { decodeJwt } from 'jose';
import { type Answer, launchAs, lmsJson, type Practice, type Preset, type Visitor } from './practice.ts';
import { DL } from './signedLaunch.ts';

/** A teacher whom the LMS asks what to add to a course. */
export function askToChoose(
  practice: Practice,
  preset: Preset,
  teacher = 'teacher-rosa',
  course = 'hist210',
): Promise<Visitor> {
  return launchAs(practice, preset, teacher, `courses/${course}/deep-link`);
}

/** What the form of a new discussion holds. */
export const choices = (fields: Record<string, string> = {}): Record<string, string> => ({
  ...{ title: 'Week 7', promptText: 'Discuss bridges.', maximum: '20' },
  ...{ zone: 'Europe/Berlin', requestId: 'any' },
  ...fields,
});

// biome-ignore lint/suspicious/noExplicitAny: whatever the content item holds
type Items = any[];

/** The form that goes back to the LMS, as the page has it: where to, and what the signed message offers. */
export function signedAnswer({ html }: Answer): { action: string; jwt: string; items: Items } {
  const action = /action="([^"]+)" data-submit-at-once/
    .exec(html)?.[1]
    ?.replaceAll('&amp;', '&')
    .replaceAll('&#x3D;', '=');
  const jwt = /name="JWT" value="([^"]+)"/.exec(html)?.[1];
  if (!action || !jwt) throw new Error(`no answer to the LMS in: ${html}`);
  return { action, jwt, items: decodeJwt(jwt)[`${DL}content_items`] as Items };
}

/** Hands it to the LMS. @returns the activities that it added */
export async function handBack(answer: Answer): Promise<Items> {
  const { action, jwt } = signedAnswer(answer);
  const headers = { accept: 'application/json' };
  const body = new URLSearchParams({ JWT: jwt });
  return (await lmsJson(action, { method: 'POST', headers, body })).activities;
}

/** Adds a new discussion through deep linking. @returns the activity, as the LMS shows it */
export async function addByChoosing(
  practice: Practice,
  preset: Preset,
  fields: Record<string, string> = {},
  teacher = 'teacher-rosa',
  course = 'hist210',
): Promise<Items[number]> {
  const visitor = await askToChoose(practice, preset, teacher, course);
  const [activity] = await handBack(await visitor.post(`${visitor.base}/choose`, choices(fields)));
  return activity;
}

import assert from 'node:assert/strict';
import type { FileView } from '../../src/web/files.ts';
import type { Answer, Visitor } from './practice.ts';

export interface Sent {
  name: string;
  bytes: Uint8Array | string;
}

/** A form with files, as browsers send one: fields first. */
export function formWith(fields: Record<string, string>, files: readonly Sent[] = []): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { name, bytes } of files) form.append('attach', new Blob([bytes as BlobPart]), name);
  return form;
}

/** Sends a form with files as its page would. */
export async function postForm(
  visitor: Visitor,
  path: string,
  fields: Record<string, string>,
  files: readonly Sent[] = [],
): Promise<Answer> {
  const csrf = fields.csrf ?? (await visitor.csrfToken());
  return visitor.send(path, { method: 'POST', body: formWith({ ...fields, csrf }, files) });
}

/** Sends one file as the page's script does. */
export async function sendFile(
  visitor: Visitor,
  name: string,
  bytes: Uint8Array | string,
  fields: Record<string, string> = {},
): Promise<FileView> {
  const answer = await postForm(visitor, `${visitor.base}/files`, fields, [{ name, bytes }]);
  assert.equal(answer.status, 201, answer.html);
  return JSON.parse(answer.html);
}

/** The field of a form that has these attached. */
export const attached = (...files: { id: string }[]) => JSON.stringify(files);

export async function bytesOf(visitor: Visitor, path: string): Promise<Buffer> {
  const response = await fetch(visitor.baseUrl + path, { headers: { cookie: visitor.cookie } });
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

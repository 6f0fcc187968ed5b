import assert from 'node:assert/strict';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Platform } from '../../src/domain/platform.ts';
import { rotateKeys } from '../../src/usecases/rotateKeys.ts';
import { startFakePlatform } from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

/** So long Canvas goes by the keys that it has fetched (its doc/api/lti_dev_key_config.md). */
const LMS_KEEPS_MINUTES = 5;
const HOUR = 60;

describe('Exchanging the key that the tool signs with', () => {
  let tool: RunningTool;
  let platform: Platform;
  /** What the LMS was shown when access was asked for, to pass a grade. */
  let assertion: string;

  before(async () => {
    tool = await startTool();
    const lms = await startFakePlatform(tool, {
      async keysAnswer(request, response) {
        const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
        assertion = form.get('client_assertion') ?? '';
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ access_token: 't', token_type: 'Bearer', expires_in: 3600 }));
      },
    });
    platform = (await tool.tool.store.platforms.byId(lms.id)) as Platform;
  });
  after(() => tool?.close());

  const published = async () => (await (await fetch(`${tool.baseUrl}/lti/keys`)).json()) as JSONWebKeySet;
  /** Both kinds of messages that the tool signs. */
  async function messages(): Promise<string[]> {
    const { lti } = tool.tool;
    assert.deepEqual(await lti.checkPermission(platform, 'score'), { found: 'ok' });
    const asked = { deploymentId: 'd1', acceptTypes: ['ltiResourceLink'], data: null };
    return [assertion, await lti.deepLinkingResponse(platform, asked, null)];
  }
  /** As if all that was done had been done a minute earlier. */
  const aMinutePasses = () =>
    tool.connection
      .collection('keys')
      .updateMany({}, [{ $set: { createdAt: { $subtract: ['$createdAt', 60_000] } } }]);

  it('leaves no message that an LMS cannot verify, whenever it fetched the keys and whenever it looks', async () => {
    const minutes: { keys: JSONWebKeySet; sent: string[] }[] = [];
    for (let minute = 0; minute < HOUR; minute += 1) {
      minutes.push({ sent: await messages(), keys: await published() });
      if (minute === 10) await rotateKeys(tool.tool.store, new Date());
      await aMinutePasses();
    }
    for (const [minute, { sent }] of minutes.entries()) {
      const known = [minute - LMS_KEEPS_MINUTES, minute, minute + LMS_KEEPS_MINUTES];
      for (const keys of known.flatMap((at) => minutes[at]?.keys ?? []))
        for (const message of sent)
          await jwtVerify(message, createLocalJWKSet(keys), { clockTolerance: '1h' });
    }
    const kidOf = (message = '') =>
      JSON.parse(Buffer.from(message.split('.')[0] ?? '', 'base64url').toString()).kid;
    assert.notEqual(kidOf(minutes[0]?.sent[0]), kidOf(minutes.at(-1)?.sent[0]), 'the new one is used');
  });
});

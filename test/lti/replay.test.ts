import assert from 'node:assert/strict';
import { languageFor } from '../../src/web/language.ts';
import { textOf } from '../support/practice.ts';
import { type FakePlatform, post, prepare, startFakePlatform } from '../support/signedLaunch.ts';
import { startToolProcesses, type ToolProcesses } from '../support/toolProcesses.ts';

const ROUNDS = 50;

describe('One launch, posted to two processes over one database at the same moment', function () {
  this.timeout(60_000);
  let tool: ToolProcesses;
  let platform: FakePlatform;

  before(async () => {
    tool = await startToolProcesses(2);
    platform = await startFakePlatform(tool);
  });
  after(() => tool?.close());

  it(`is let in by exactly one of them, ${ROUNDS} times out of ${ROUNDS}`, async () => {
    const used = languageFor(null).t('error.launch.state.title');
    for (let round = 1; round <= ROUNDS; round += 1) {
      const sent = await prepare(tool, platform);
      // Whoever is asked first has no advantage over all rounds.
      const doors = round % 2 ? tool.processes : tool.processes.toReversed();
      const answers = await Promise.all(doors.map((door) => post(door, sent)));
      const statuses = answers.map(({ status }) => status).sort();
      assert.deepEqual(statuses, [303, 401], `round ${round}`);
      const refused = answers.find(({ status }) => status === 401);
      assert.ok(textOf((await refused?.text()) ?? '').includes(used), `round ${round}`);
    }
  });

  it('is not let in afterwards by the one that was not asked', async () => {
    const [first, second] = tool.processes;
    assert.ok(first && second);
    const sent = await prepare(tool, platform);
    assert.equal((await post(first, sent)).status, 303);
    assert.equal((await post(second, sent)).status, 401);
  });
});

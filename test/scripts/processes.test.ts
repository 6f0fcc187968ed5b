import assert from 'node:assert/strict';

// It comes without types, so it is told here what is used of it.
const module = '../../scripts/processes.mjs';
interface Started {
  exited: Promise<unknown>;
  stop(): Promise<unknown>;
}
const { startProcess }: { startProcess(options: object): Started } = await import(module);

describe('A process that a script started', () => {
  const { kill } = process;
  afterEach(() => {
    process.kill = kill;
  });

  it('is signalled no more once it is gone: its number may be somebody else’s by then', async () => {
    const one = startProcess({ name: 'a short one', command: process.execPath, args: ['-e', ''] });
    await one.exited;
    const signalled: number[] = [];
    process.kill = (pid) => {
      signalled.push(pid);
      return true;
    };
    await one.stop();
    assert.deepEqual(signalled, []);
  });
});

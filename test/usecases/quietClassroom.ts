import assert from 'node:assert/strict';
import { compareNextColumn } from '../../src/usecases/compareColumns.ts';
import { deliverLeased } from '../../src/usecases/deliverScores.ts';
import { refreshRoster } from '../../src/usecases/refreshRoster.ts';
import type { Tool } from '../../src/usecases/tool.ts';
import type { Preset } from '../support/practice.ts';
import { startTool } from '../support/tool.ts';
import { Classroom, type Student } from './classroom.ts';

/** A classroom whose tool, in this process, delivers only what it is asked to, and goes by the room's clock. */
export class QuietClassroom extends Classroom {
  tool!: Tool;
  private closeTool!: () => Promise<void>;

  static async open(preset: Preset, options: { lmsTimeoutMs?: number } = {}): Promise<QuietClassroom> {
    let room: QuietClassroom | undefined;
    const running = await startTool({ ...options, now: () => room?.now ?? new Date() });
    await running.stop();
    const { tool, baseUrl, connection } = running;
    const parts = await Classroom.begin(preset, { baseUrl, connection, store: tool.store });
    room = new QuietClassroom(...parts);
    room.tool = tool;
    room.closeTool = running.close;
    await room.register();
    await room.setUp();
    return room;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.closeTool();
  }

  /** @returns whether there was something to deliver */
  async deliver(worker = 'worker'): Promise<boolean> {
    const records = await this.store.grades.lease(worker, this.now);
    await deliverLeased(this.tool, records);
    return records.length > 0;
  }

  /** Delivers, an hour later what has to wait, and so on until nothing waits any more. */
  async deliverAll(student: Student): Promise<void> {
    for (let hour = 0; hour < 12; hour += 1) {
      while (await this.deliver());
      if ((await this.delivery(student)).state !== 'waiting') return;
      this.later(3600);
    }
    throw new Error('it waits for ever');
  }

  /** Compares the gradebook with what was sent, as it is done from time to time. */
  async compare(): Promise<void> {
    const [link] = await this.store.resourceLinks.ofDiscussion(this.discussionId);
    await this.store.resourceLinks.compareSoon(link?.id ?? '', this.now);
    assert.equal(await compareNextColumn(this.tool), true);
  }

  /** As a teacher asks for it. */
  async readRoster(): Promise<void> {
    const [link] = await this.store.resourceLinks.ofDiscussion(this.discussionId);
    await refreshRoster(this.tool, link?.courseId ?? '', true, this.now);
  }

  /** How each score of this student that reached the LMS was answered. */
  async statuses(student: Student): Promise<number[]> {
    return (await this.scores(student)).map(({ status }) => status);
  }

  /** The LMS shows it, as one attempt, and the tool knows that it does. */
  async assertArrived(student: Student, expected: { score: number; comments: string[] }): Promise<void> {
    assert.deepEqual(await this.cell(student), { attempts: 1, ...expected });
    const { state, inDoubt, problem } = await this.delivery(student);
    assert.deepEqual({ state, inDoubt, problem }, { state: 'delivered', inDoubt: false, problem: null });
  }

  /** It is to be tried again, but not yet. */
  async assertWaits(student: Student, problem: string): Promise<void> {
    const delivery = await this.delivery(student);
    assert.equal(delivery.state, 'waiting');
    assert.equal(delivery.problem, `delivery.problem.${problem}`);
    assert.ok(delivery.nextAt && delivery.nextAt > this.now);
    assert.equal(await this.deliver(), false);
  }
}

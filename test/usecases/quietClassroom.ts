import assert from 'node:assert/strict';
import { deliverNextScore } from '../../src/usecases/deliverScores.ts';
import type { Tool } from '../../src/usecases/tool.ts';
import type { Preset } from '../support/practice.ts';
import { startTool } from '../support/tool.ts';
import { Classroom, type Student } from './classroom.ts';

/** A classroom whose tool, in this process, delivers only what it is asked to, and goes by the room's clock. */
export class QuietClassroom extends Classroom {
  tool!: Tool;
  private closeTool!: () => Promise<void>;

  static async open(preset: Preset): Promise<QuietClassroom> {
    let room: QuietClassroom | undefined;
    const running = await startTool({ now: () => room?.now ?? new Date() });
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
  deliver(worker = 'worker'): Promise<boolean> {
    return deliverNextScore(this.tool, worker);
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

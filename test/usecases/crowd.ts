import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../scripts/ports.mjs';
import type { Actor } from '../../src/domain/actor.ts';
import { STILL_COMING_MS } from '../../src/domain/delivery.ts';
import { connect } from '../../src/store/database.ts';
import { writePost } from '../../src/usecases/writePost.ts';
import type { Preset } from '../support/practice.ts';
import { environment, ToolProcess } from '../support/toolProcess.ts';
import { Classroom, type Student } from './classroom.ts';
import { startLine } from './line.ts';

interface Cell {
  score: number | null;
  attempts: number;
}

/** The part of the grades that replies earn. */
const REPLIES = 'reply-1';

/** A large class, whose tool runs in processes of their own that can be killed. */
export class Crowd extends Classroom {
  workers: ToolProcess[] = [];
  everyone: Student[] = [];
  /** They stand still until one that was killed is missed: to start one takes longer than until the next is killed. */
  private spares: ToolProcess[] = [];
  private starting = new Set<Promise<unknown>>();
  private size = 0;

  static async gather(
    preset: Preset,
    students: number,
    processes: number,
    spares = 0,
    lay = startLine,
  ): Promise<Crowd> {
    const env = await environment();
    const envs = [env];
    while (envs.length < processes + spares) envs.push({ ...env, PORT: String(await freePort()) });
    const connection = await connect(env.MONGODB_URI);
    const crowd = new Crowd(
      ...(await Classroom.begin(preset, { baseUrl: env.BASE_URL, connection }, students, lay)),
    );
    crowd.size = processes;
    crowd.workers = await Promise.all(envs.map((one) => new ToolProcess(one).up()));
    crowd.spares = crowd.workers.splice(processes);
    for (const spare of crowd.spares) spare.pause();
    await crowd.register();
    await crowd.setUp();
    await crowd.writeAll(students);
    return crowd;
  }

  /** The roster is read by the teacher's launch; each of the crowd has written something. */
  private async writeAll(count: number): Promise<void> {
    const courseId = this.grader.courseId;
    const { people } = this.lms.presets[this.preset] ?? { people: [] };
    const preset = this.lms.presets[this.preset]?.preset;
    const known = async () =>
      (await this.store.members.inCourse(courseId)).filter(({ role }) => role === 'learner');
    while ((await known()).length < count) await delay(100);
    const bySub = new Map((await known()).map((member) => [member.sub, member.id]));
    for (const person of people.filter(({ key }) => /^student-\d+$/.test(key)).slice(0, count)) {
      const course = this.lms.presets[this.preset]?.courses.find(({ key }) => key === 'hist210');
      const memberId = course && preset && bySub.get(preset.sub(person, course));
      if (memberId) this.everyone.push({ key: person.key, memberId });
    }
    for (const { memberId } of this.everyone) {
      const actor: Actor = { memberId, courseId, role: 'learner' };
      const writing = { discussionId: this.discussionId, parentId: null, title: '', text: `By ${memberId}.` };
      await writePost(this.store, actor, { ...writing, requestId: `r ${memberId}` }, this.now);
    }
  }

  /** Kills one as it stands: a spare one goes on in its place. */
  async killOne(index: number): Promise<void> {
    const [worker] = this.workers.splice(index, 1);
    await worker?.end('SIGKILL');
    const spare = this.workers.length < this.size ? this.spares.shift() : undefined;
    spare?.goOn();
    if (spare) this.workers.push(spare);
    if (worker && this.renews) this.renew(worker);
  }

  /** Whether another is started for each that was killed. */
  renews = false;
  private renew({ env }: ToolProcess): void {
    const next = new ToolProcess(env);
    this.starting.add(next.up().then(() => this.workers.push(next)));
  }

  /** Kills the one that has this student's grade in hand. */
  async killHolder({ memberId }: Student): Promise<void> {
    const grade = await this.place.connection.collection('grades').findOne({ memberId });
    const index = this.workers.findIndex(({ pid }) => String(grade?.leasedBy).includes(` ${pid} `));
    if (index < 0) throw new Error('nobody has it in hand');
    await this.killOne(index);
  }

  /**
   * The minute passes for which the dead hold what they had, and the time to try again comes. What is under way then
   * has come, or never will: not before that does it pass for a score whose answer was lost.
   */
  async timePasses(): Promise<void> {
    const alive = this.workers.map(({ pid }) => pid).join('|');
    const earlier = new Date(Date.now() - STILL_COMING_MS);
    for (const [delivery, due] of [
      ['delivery', 'delivery.nextAt'],
      [`others.${REPLIES}`, 'othersNextAt'],
    ] as const)
      await this.place.connection.collection('grades').updateMany(
        { [`${delivery}.state`]: 'waiting', leasedBy: { $not: new RegExp(` (${alive}) `) } },
        {
          $set: {
            leasedUntil: new Date(0),
            [`${delivery}.nextAt`]: new Date(),
            ...(due === 'othersNextAt' ? { [due]: new Date() } : {}),
            ...(this.line.underWay() === 0 ? { [`${delivery}.sentAt`]: earlier } : {}),
          },
          $inc: { version: 1 },
        },
      );
  }

  /** Has the replies lie in a column of their own, as a teacher does. */
  async arrange(): Promise<void> {
    const teacher = await this.launch('teacher-rosa');
    const { status } = await teacher.post(`${teacher.base}/gradebook/columns`, { columns: 'each' });
    if (status !== 303) throw new Error(`the columns were not arranged: ${status}`);
  }

  /** What calls to the activity's own column about this student came to an end, by those who lived to keep it. */
  async saidOf({ memberId }: Student): Promise<string[]> {
    const all = await this.store.grades.exchanges(this.discussionId, memberId);
    return all.filter(({ part }) => !part).map(({ what }) => what);
  }

  async states(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const { delivery, others } of (await this.store.grades.ofDiscussion(this.discussionId)).values())
      for (const { state } of [delivery, ...Object.values(others)])
        counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts;
  }

  async cells(): Promise<Map<string, Cell>> {
    return new Map((await this.rows()).map(({ person, cell }) => [person, cell]));
  }

  /** The same of the replies' own column, where they have one. */
  cellsOfReplies(): Map<string, Cell> {
    const { lineItems, grades } = this.lms.presets[this.preset]?.state ?? { lineItems: [], grades: [] };
    const column = lineItems.find(({ resourceId }) => resourceId === `${this.discussionId}.${REPLIES}`);
    const own = grades.filter(({ lineItemId }) => lineItemId === column?.id);
    return new Map(own.map(({ person, score, attempts }) => [person, { score, attempts }]));
  }

  override async close(): Promise<void> {
    await Promise.all(this.starting);
    await Promise.all([...this.workers, ...this.spares].map((one) => one.stop()));
    await super.close();
    await this.place.connection.dropDatabase();
    await this.place.connection.close();
  }
}

import type { Actor } from '../../src/domain/actor.ts';
import { type RunningPracticeLms, start } from '../../src/practice-lms/server.ts';
import { deliverNextScore } from '../../src/usecases/deliverScores.ts';
import { gradeStudent, releaseGrade, resendGrade } from '../../src/usecases/gradeStudent.ts';
import { registerPlatform } from '../../src/usecases/registerPlatform.ts';
import { createDiscussion } from '../../src/usecases/setUpDiscussion.ts';
import { writePost } from '../../src/usecases/writePost.ts';
import {
  addActivity,
  launchAs,
  lmsJson,
  type Practice,
  type Preset,
  type Visitor,
} from '../support/practice.ts';
import { type RunningTool, startTool } from '../support/tool.ts';
import { type Line, startLine } from './line.ts';

const CHOICES = {
  ...{ title: 'Week 6', promptText: 'Discuss.', maximum: 20, replies: 2, zone: 'Europe/Berlin' },
  ...{ postMinimumWords: 0, replyMinimumWords: 0, postDueAt: null, repliesDueAt: null },
};

export interface Student {
  key: string;
  memberId: string;
}

/** A course with a discussion of 20 points, under one preset, with an unsteady line to the gradebook. */
export class Classroom {
  readonly preset: Preset;
  readonly tool: RunningTool;
  readonly lms: RunningPracticeLms;
  readonly line: Line;
  /** How far the tool's clock is ahead. */
  readonly clock: { ahead: number };
  private activity = '';
  private teacher!: Actor;
  private students = 24;
  discussionId = '';

  private constructor(parts: Pick<Classroom, 'preset' | 'tool' | 'lms' | 'line' | 'clock'>) {
    this.preset = parts.preset;
    this.tool = parts.tool;
    this.lms = parts.lms;
    this.line = parts.line;
    this.clock = parts.clock;
  }

  static async open(preset: Preset): Promise<Classroom> {
    const clock = { ahead: 0 };
    const tool = await startTool({ now: () => new Date(Date.now() + clock.ahead) });
    // Only what a test asks to be delivered is.
    await tool.stop();
    const lms = await start({ port: 0, toolUrl: tool.baseUrl, extraStudents: 40 });
    const line = await startLine(Number(new URL(lms.origin).port));
    lms.site.origin = line.origin;
    const room = new Classroom({ preset, tool, lms: { ...lms, origin: line.origin }, line, clock });
    await room.register();
    await room.setUp();
    return room;
  }

  async close(): Promise<void> {
    await this.line.close();
    await this.lms.close();
    await this.tool.close();
  }

  get now(): Date {
    return this.tool.tool.now();
  }
  /** Time passes, for the tool. Launches need the LMS's own time: it is set right for each test. */
  later(seconds: number): void {
    this.clock.ahead += seconds * 1000;
  }

  deliver(worker = 'worker'): Promise<boolean> {
    return deliverNextScore(this.tool.tool, worker);
  }

  /** Someone whom no other test knows, who launched and wrote a post. */
  async student(): Promise<Student> {
    this.students += 1;
    const key = `student-${String(this.students).padStart(3, '0')}`;
    const actor = await this.actorOf(await this.launch(key));
    const writing = {
      discussionId: this.discussionId,
      parentId: null,
      title: '',
      text: 'A post.',
      requestId: 'r',
    };
    await writePost(this.tool.tool.store, actor, writing, this.now);
    return { key, memberId: actor.memberId };
  }

  async release({ memberId }: Student, points: number, comment: string): Promise<void> {
    const { store } = this.tool.tool;
    const { discussionId, teacher } = this;
    const seen = (await store.grades.find(discussionId, memberId))?.grade.confirmedAt ?? null;
    await gradeStudent(store, teacher, { discussionId, memberId, points, comment, seen }, this.now);
    await releaseGrade(store, teacher, { discussionId, memberId }, this.now);
  }

  async resend({ memberId }: Student): Promise<void> {
    await resendGrade(
      this.tool.tool.store,
      this.teacher,
      { discussionId: this.discussionId, memberId },
      this.now,
    );
  }

  async delivery({ memberId }: Student) {
    const record = await this.tool.tool.store.grades.find(this.discussionId, memberId);
    if (!record) throw new Error('nothing was graded');
    return record.delivery;
  }

  /** The student's cell in the LMS's gradebook, with what the LMS keeps of comments as one list. */
  async cell({ key }: Student) {
    const { rows } = await lmsJson(`${this.base}/as/teacher-rosa/courses/hist210/gradebook`);
    const { score, attempts, comments, feedback } = rows.find((row: { person: string }) => row.person === key)
      .cells[this.activity];
    return {
      score,
      attempts,
      comments: this.preset === 'canvas' ? comments : feedback === null ? [] : [feedback],
    };
  }

  /** Every message about this student that reached the LMS, with how it was answered. */
  async messages({
    key,
  }: Student): Promise<{ kind: string; status: number; body: Record<string, unknown> }[]> {
    const { people } = await lmsJson(this.base);
    const { sub } = people.find((person: { key: string }) => person.key === key);
    const { messages } = await lmsJson(`${this.base}/sent`);
    return messages.filter(
      ({ body, path }: { body?: { userId?: string }; path: string }) =>
        body?.userId === sub || path.includes(`user_id=${sub}`),
    );
  }
  async scores(student: Student) {
    return (await this.messages(student)).filter(({ kind }) => kind === 'score');
  }
  async violations(): Promise<string[]> {
    return (await lmsJson(`${this.base}/sent`)).violations;
  }

  /** In the LMS: takes someone out of the course, or brings them back. */
  enrol({ key }: Student, enrolled: boolean): void {
    const person = this.lms.presets[this.preset]?.people.find((one) => one.key === key);
    if (!person) throw new Error(`nobody is called ${key}`);
    if (enrolled) person.roles.hist210 = 'student';
    else delete person.roles.hist210;
  }

  private get base(): string {
    return `${this.lms.origin}/${this.preset}`;
  }

  private async register(): Promise<void> {
    const { tools, issuer, authUrl, tokenUrl, jwksUrl } = await lmsJson(this.base);
    const [{ clientId, deploymentIds }] = tools;
    const details = { issuer, clientId, authUrl, tokenUrl, jwksUrl, deployments: deploymentIds };
    await registerPlatform(this.tool.tool.store, details, this.now);
  }

  private async setUp(): Promise<void> {
    this.activity = await addActivity(this.practice, this.preset, { title: 'Week 6', maximum: 20 });
    const { resourceLinkId, ...teacher } = await this.actorOf(await this.launch('teacher-rosa'));
    const { store } = this.tool.tool;
    const discussion = await createDiscussion(store, teacher, CHOICES, 'r', this.now);
    await store.resourceLinks.connect(resourceLinkId, discussion.id);
    this.teacher = teacher;
    this.discussionId = discussion.id;
  }

  private get practice(): Practice {
    return { tool: this.tool, lms: this.lms, close: async () => {} };
  }

  private launch(person: string): Promise<Visitor> {
    return launchAs(this.practice, this.preset, person, `launch/${this.activity}`);
  }

  private async actorOf({ base }: Visitor): Promise<Actor & { resourceLinkId: string }> {
    const sessions = this.tool.connection.collection<{ _id: string } & Actor & { resourceLinkId: string }>(
      'sessions',
    );
    const session = await sessions.findOne({ _id: base.replace('/s/', '') });
    if (!session) throw new Error('the launch left no session');
    const { memberId, courseId, role, resourceLinkId } = session;
    return { memberId, courseId, role, resourceLinkId };
  }
}

import type { Actor } from '../../src/domain/actor.ts';
import { ASKED_BY_DEFAULT } from '../../src/domain/discussion.ts';
import { OPEN_TO_ALL } from '../../src/domain/opening.ts';
import type { RunningPracticeLms } from '../../src/practice-lms/server.ts';
import type { Connection } from '../../src/store/database.ts';
import { createStore, type Store } from '../../src/store/index.ts';
import { gradeStudent, releaseGrade, resendGrade } from '../../src/usecases/gradeStudent.ts';
import { registerPlatform } from '../../src/usecases/registerPlatform.ts';
import { createDiscussion } from '../../src/usecases/setUpDiscussion.ts';
import { writePost } from '../../src/usecases/writePost.ts';
import { startLms } from '../support/lms.ts';
import {
  addActivity,
  launchAs,
  lmsJson,
  type Practice,
  type Preset,
  type Visitor,
} from '../support/practice.ts';
import { SECRET } from '../support/tool.ts';
import { type Line, startLine } from './line.ts';

export const CHOICES = {
  ...{ title: 'Week 6', promptText: 'Discuss.', maximum: 20, zone: 'Europe/Berlin' },
  asked: ASKED_BY_DEFAULT,
  ...OPEN_TO_ALL,
  language: 'en',
};

export interface Student {
  key: string;
  memberId: string;
}

/** Where the tool is, and on which database. */
export interface ToolPlace {
  baseUrl: string;
  connection: Connection;
  /** The tool's own, where it runs in this process. */
  store?: Store;
}

interface Message {
  kind: string;
  status: number;
  path: string;
  body?: Record<string, unknown>;
}

/** A course with a discussion of 20 points in the practice LMS, and an unsteady line between that and the tool. */
export class Classroom {
  readonly preset: Preset;
  readonly place: ToolPlace;
  readonly store: Store;
  readonly lms: RunningPracticeLms;
  readonly line: Line;
  discussionId = '';
  private activity = '';
  grader!: Actor;
  private students = 24;

  constructor(preset: Preset, place: ToolPlace, lms: RunningPracticeLms, line: Line) {
    this.preset = preset;
    this.place = place;
    this.store = place.store ?? createStore(place.connection, SECRET);
    this.lms = lms;
    this.line = line;
  }

  /** Starts the LMS and lays the line. @returns what a classroom is made of */
  static async begin(
    preset: Preset,
    place: ToolPlace,
    extraStudents = 80,
    lay = startLine,
  ): Promise<ConstructorParameters<typeof Classroom>> {
    const lms = await startLms({ toolUrl: place.baseUrl, extraStudents });
    const line = await lay(Number(new URL(lms.origin).port));
    lms.site.origin = line.origin;
    return [preset, place, lms, line];
  }

  /** Registers the LMS with the tool, which need not be up yet. */
  async register(): Promise<void> {
    const { tools, issuer, authUrl, tokenUrl, jwksUrl } = await lmsJson(this.address);
    const [{ clientId, deploymentIds }] = tools;
    const details = { issuer, clientId, authUrl, tokenUrl, jwksUrl, deployments: deploymentIds };
    await registerPlatform(this.store, details, 'cli', new Date());
  }

  /** Adds the activity; its teacher launches it and sets the discussion up. */
  async setUp(): Promise<void> {
    this.activity = await addActivity(this.practice, this.preset, { title: 'Week 6', maximum: 20 });
    const { resourceLinkId, ...teacher } = await this.actorOf(await this.launch('teacher-rosa'));
    const discussion = await createDiscussion(this.store, teacher, CHOICES, 'r', this.now);
    await this.store.resourceLinks.connect(resourceLinkId, discussion.id, this.now);
    this.grader = teacher;
    this.discussionId = discussion.id;
  }

  async close(): Promise<void> {
    await this.line.close();
    await this.lms.close();
  }

  /** How far the tool's clock is ahead of the LMS's. Launches need it to be right. */
  ahead = 0;
  get now(): Date {
    return new Date(Date.now() + this.ahead);
  }
  /** Time passes, for the tool. */
  later(seconds: number): void {
    this.ahead += seconds * 1000;
  }

  launch(person: string): Promise<Visitor> {
    return launchAs(this.practice, this.preset, person, `launch/${this.activity}`);
  }

  /** Someone whom no other test knows, who launched and wrote a post. */
  async student(): Promise<Student> {
    this.students += 1;
    const key = `student-${String(this.students).padStart(3, '0')}`;
    const actor = await this.actorOf(await this.launch(key));
    const writing = { discussionId: this.discussionId, parentId: null, title: '', text: 'A post.' };
    await writePost(this.store, actor, { ...writing, requestId: 'r' }, this.now);
    return { key, memberId: actor.memberId };
  }

  async release({ memberId }: Student, points: number, comment: string): Promise<void> {
    const { store, discussionId, grader: teacher } = this;
    const seen = (await store.grades.find(discussionId, memberId))?.grade.confirmedAt ?? null;
    await gradeStudent(store, teacher, { discussionId, memberId, points, comment, seen }, this.now);
    await releaseGrade(store, teacher, { discussionId, memberId }, this.now);
  }

  async resend({ memberId }: Student): Promise<void> {
    await resendGrade(this.store, this.grader, { discussionId: this.discussionId, memberId }, this.now);
  }

  async delivery({ memberId }: Student) {
    const record = await this.store.grades.find(this.discussionId, memberId);
    if (!record) throw new Error('nothing was graded');
    return record.delivery;
  }

  /** The student's cell in the LMS's gradebook. Canvas has a list of comments there, Moodle at most one. */
  async cell({ key }: Student): Promise<{ score: number | null; attempts: number; comments: string[] }> {
    const row = (await this.rows()).find(({ person }) => person === key);
    const { score, attempts, comments, feedback } = row?.cell ?? {};
    return { score, attempts, comments: this.preset === 'canvas' ? comments : [feedback ?? []].flat() };
  }

  // biome-ignore lint/suspicious/noExplicitAny: whatever the gradebook answers
  protected async rows(): Promise<{ person: string; cell: any }[]> {
    const { rows } = await lmsJson(`${this.address}/as/teacher-rosa/courses/hist210/gradebook`);
    // biome-ignore lint/suspicious/noExplicitAny: whatever the gradebook answers
    return rows.map(({ person, cells }: any) => ({ person, cell: cells[this.activity] }));
  }

  /** Every message about this student that reached the LMS, with how it was answered. */
  async messages({ key }: Student): Promise<Message[]> {
    const { people } = await lmsJson(this.address);
    const { sub } = people.find((person: { key: string }) => person.key === key);
    const { messages } = await lmsJson(`${this.address}/sent`);
    return messages.filter(
      ({ body, path }: Message) => body?.userId === sub || path.includes(`user_id=${sub}`),
    );
  }
  async scores(student: Student): Promise<Message[]> {
    return (await this.messages(student)).filter(({ kind }) => kind === 'score');
  }
  async violations(): Promise<string[]> {
    return (await lmsJson(`${this.address}/sent`)).violations;
  }

  /** Makes something go wrong in the LMS. */
  async fault(wished: Record<string, unknown>): Promise<void> {
    await this.ask('POST', '/admin/faults', wished);
  }
  async noFaults(): Promise<void> {
    await fetch(`${this.address}/admin/faults`, { method: 'DELETE' });
  }

  /** In the LMS's gradebook: its teacher types another grade, or takes it away. */
  async override({ key: student }: Student, score: number | null): Promise<void> {
    await this.asTeacher('/gradebook', { activity: this.activity, student, score });
  }
  /** In the LMS: one more activity of the course, with its column. */
  async anotherActivity(title: string): Promise<void> {
    await addActivity(this.practice, this.preset, { title, maximum: 10 });
  }
  /** In the LMS: changes the column. */
  async changeColumn(change: { maximum?: number; change?: 'delete' | 'recreate' }): Promise<void> {
    await this.asTeacher(`/columns/${this.activity}`, change);
  }
  /** In the LMS: with the settings of a course. */
  async asTeacher(path: string, body: object): Promise<void> {
    await this.ask('POST', `/as/teacher-rosa/courses/hist210${path}`, body);
  }
  private ask(method: string, path: string, body: object) {
    return lmsJson(this.address + path, { method, body: JSON.stringify(body) });
  }

  /** In the LMS: takes someone out of the course, or brings them back. */
  enrol({ key }: Student, enrolled: boolean): void {
    const person = this.lms.presets[this.preset]?.people.find((one) => one.key === key);
    if (!person) throw new Error(`nobody is called ${key}`);
    if (enrolled) person.roles.hist210 = 'student';
    else delete person.roles.hist210;
  }

  private get address(): string {
    return `${this.line.origin}/${this.preset}`;
  }

  /** Of the tool, launches need to know only where it is. */
  private get practice(): Practice {
    const lms = { ...this.lms, origin: this.line.origin };
    return { tool: { baseUrl: this.place.baseUrl }, lms } as Practice;
  }

  private async actorOf({ base }: Visitor): Promise<Actor & { resourceLinkId: string }> {
    const sessions = this.place.connection.collection<{ _id: string; resourceLinkId: string } & Actor>(
      'sessions',
    );
    const session = await sessions.findOne({ _id: base.replace('/s/', '') });
    if (!session) throw new Error('the launch left no session');
    const { memberId, courseId, role, resourceLinkId } = session;
    return { memberId, courseId, role, resourceLinkId };
  }
}

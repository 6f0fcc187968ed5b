import { randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Role } from '../domain/actor.ts';
import type { Connection } from './database.ts';

/** What a platform said it accepts back from a deep linking launch (LTI Deep Linking 2.0, section 4.4.1). */
export interface DeepLinkingSettings {
  returnUrl: string;
  acceptTypes: string[];
  /** null: the platform did not say. */
  acceptLineItem: boolean | null;
  /** Where in Canvas it was clicked. */
  placement: string | null;
  data: string | null;
}

/** One launch, for as long as its page is used. The id is in the page's address and opens nothing without the cookie. */
export interface Session {
  id: string;
  /** Hash of the cookie of the browser it belongs to. */
  browser: string;
  /** Of the login that its launch came of. */
  state: string;
  csrfToken: string;
  platformId: string;
  deploymentId: string;
  courseId: string;
  memberId: string;
  /** The LTI user id, and whether it is the LMS's test student. */
  sub: string;
  testUser: boolean;
  role: Role;
  /** Runs the institution or the LMS: may see how this platform is doing, and nothing else by that. */
  administrator: boolean;
  /** LTI user ids of those whom a mentor follows. */
  mentored: string[];
  /** The place in the course, as kept in `resourceLinks`; null for deep linking and for the course's list. */
  resourceLinkId: string | null;
  discussionId: string | null;
  deepLinking: DeepLinkingSettings | null;
  /** Origins that may show the tool in a frame. */
  frameAncestors: string[];
  locale: string | null;
  expiresAt: Date;
  /** However busy it is: rights are those of the launch, and a launch is not for ever. */
  endsAt: Date;
}
type Kept = Omit<Session, 'id'> & { _id: string };

/** A session ends this long after its last use. */
const LIFETIME_MS = 12 * 60 * 60 * 1000;
/** And this long after its launch. */
const LONGEST_MS = 24 * 60 * 60 * 1000;
/** Reading a page moves the end only this often, so that most reads write nothing. */
const TOUCH_EVERY_MS = 10 * 60 * 1000;

const schema = new Schema<Kept>(
  {
    _id: String,
    browser: { type: String, required: true },
    state: String,
    csrfToken: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    courseId: { type: String, required: true },
    memberId: { type: String, required: true },
    sub: { type: String, required: true },
    testUser: { type: Boolean, required: true },
    role: { type: String, required: true },
    administrator: { type: Boolean, default: false },
    mentored: { type: [String], default: [] },
    resourceLinkId: String,
    discussionId: String,
    deepLinking: Object,
    frameAncestors: [String],
    locale: String,
    expiresAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
)
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
  .index({ browser: 1, platformId: 1 })
  .index({ state: 1 })
  .index({ platformId: 1, deploymentId: 1 })
  .index({ courseId: 1, memberId: 1 });

const random = () => randomBytes(18).toString('base64url');
const toSession = ({ _id, ...rest }: Kept): Session => ({ id: _id, ...rest });

export function sessionStore(connection: Connection) {
  const model = connection.model('Session', schema, 'sessions');
  const end = (now: Date) => new Date(now.getTime() + LIFETIME_MS);
  return {
    async begin(
      session: Omit<Session, 'id' | 'csrfToken' | 'expiresAt' | 'endsAt'>,
      now: Date,
    ): Promise<Session> {
      const kept: Kept = {
        _id: random(),
        csrfToken: random(),
        expiresAt: end(now),
        endsAt: new Date(now.getTime() + LONGEST_MS),
        ...session,
      };
      await model.create(kept);
      return toSession(kept);
    },
    /** The same visit at another discussion, in pages of its own: what else is open in this browser stays where it is. */
    async beginAt(session: Session, discussionId: string, now: Date): Promise<Session> {
      const { id: _, endsAt, ...same } = session;
      const kept: Kept = {
        ...same,
        _id: random(),
        csrfToken: random(),
        resourceLinkId: null,
        discussionId,
        deepLinking: null,
        expiresAt: new Date(Math.min(end(now).getTime(), endsAt.getTime())),
        endsAt,
      };
      await model.create(kept);
      return toSession(kept);
    },
    /** The same visit in another browser, or in a part of this one that keeps its cookies apart. */
    async beginIn(browser: string, session: Session, now: Date): Promise<Session> {
      const { id: _, ...same } = session;
      const expiresAt = new Date(Math.min(end(now).getTime(), session.endsAt.getTime()));
      const kept: Kept = { ...same, _id: random(), csrfToken: random(), browser, expiresAt };
      await model.create(kept);
      return toSession(kept);
    },
    /** Whoever's it is: for those who were told of it in a way that cannot be guessed. */
    async alive(id: string, now: Date): Promise<Session | null> {
      const kept = await model.findOne({ _id: id, expiresAt: { $gt: now } }).lean();
      return kept && toSession(kept);
    },
    /** What these people began before is over: the roster gives them less than it did. */
    async endOfMembers(courseId: string, memberIds: readonly string[]): Promise<void> {
      if (memberIds.length > 0) await model.deleteMany({ courseId, memberId: { $in: [...memberIds] } });
    },
    /** All that an LMS's launches began, or those of one deployment of it, is over. */
    async endOfPlatform(platformId: string, deploymentId?: string): Promise<void> {
      const of = deploymentId === undefined ? {} : { deploymentId: { $eq: deploymentId } };
      await model.deleteMany({ platformId: { $eq: platformId }, ...of });
    },
    /** A computer that somebody else uses now keeps no way back into the pages of the one before. */
    async endOfOthers(
      browsers: string[],
      { platformId, sub }: Pick<Session, 'platformId' | 'sub'>,
    ): Promise<void> {
      const others = { platformId, sub: { $ne: sub }, testUser: false };
      await model.deleteMany({ browser: { $in: browsers }, ...others });
    },
    /** The session of that id, if it belongs to that browser, by any of its names, and has not ended. */
    async find(id: string, browsers: string[], now: Date): Promise<Session | null> {
      const theirs = { browser: { $in: browsers }, expiresAt: { $gt: now } };
      const kept = await model.findOne({ _id: id, ...theirs }).lean();
      return kept && toSession(kept);
    },
    /** The session that the launch of this login began, if it belongs to that browser and has not ended. */
    async begunBy(state: string, browsers: string[], now: Date): Promise<Session | null> {
      const theirs = { browser: { $in: browsers }, expiresAt: { $gt: now } };
      const kept = await model.findOne({ state: { $eq: state }, ...theirs }).lean();
      return kept && toSession(kept);
    },
    /** What of this discussion is open in that browser, what ends last first. */
    async openAt(discussionId: string, browsers: string[], now: Date): Promise<Session[]> {
      const theirs = { browser: { $in: browsers }, expiresAt: { $gt: now } };
      const kept = await model
        .find({ discussionId, ...theirs })
        .sort({ endsAt: -1, expiresAt: -1 })
        .lean();
      return kept.map(toSession);
    },
    async touch(session: Session, now: Date): Promise<void> {
      const expiresAt = new Date(Math.min(end(now).getTime(), session.endsAt.getTime()));
      if (expiresAt.getTime() - session.expiresAt.getTime() < TOUCH_EVERY_MS) return;
      await model.updateOne({ _id: session.id }, { $set: { expiresAt } });
    },
    async openDiscussion(id: string, discussionId: string): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { discussionId } });
    },
  };
}

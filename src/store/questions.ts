import { Schema } from 'mongoose';
import type { Message, Question } from '../domain/question.ts';
import { type Connection, isDuplicate, newId } from './database.ts';

/** Whose grade is asked about, and where. */
export type QuestionKey = { courseId: string; discussionId: string; memberId: string };
type Kept = QuestionKey & Question & { _id: string; version: number };

const schema = new Schema<Kept>(
  {
    _id: String,
    courseId: { type: String, required: true },
    discussionId: { type: String, required: true },
    memberId: { type: String, required: true },
    state: { type: String, required: true },
    messages: [
      new Schema<Message>({ requestId: String, by: String, text: String, at: Date }, { _id: false }),
    ],
    version: { type: Number, required: true },
  },
  { versionKey: false },
)
  .index({ discussionId: 1, memberId: 1 }, { unique: true })
  .index({ discussionId: 1, state: 1 });

const toQuestion = ({ state, messages }: Kept): Question => ({ state, messages });

export function questionStore(connection: Connection) {
  const model = connection.model('Question', schema, 'questions');

  async function put(kept: Kept | null, key: QuestionKey, question: Question): Promise<boolean> {
    if (kept) {
      const same = { _id: kept._id, version: kept.version };
      return (await model.updateOne(same, { $set: question, $inc: { version: 1 } })).modifiedCount === 1;
    }
    try {
      await model.create({ _id: newId(), ...key, ...question, version: 1 });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  return {
    async find(discussionId: string, memberId: string): Promise<Question | null> {
      const kept = await model.findOne({ discussionId, memberId }).lean<Kept>();
      return kept && toQuestion(kept);
    },
    /** Where one member's questions stand in these discussions, by discussion. */
    async statesOf(memberId: string, discussionIds: string[]): Promise<Map<string, Question['state']>> {
      const asked = { memberId, discussionId: { $in: discussionIds } };
      const kept = await model.find(asked, { discussionId: 1, state: 1 }).lean<Kept[]>();
      return new Map(kept.map(({ discussionId, state }) => [discussionId, state]));
    },
    /** Whose questions wait for an answer. */
    async openIn(discussionId: string): Promise<string[]> {
      return model.distinct('memberId', { discussionId, state: 'open' });
    },
    /** Changes it by a pure rule, applied again where somebody else was faster. What the rule throws, nothing is kept of. */
    async change(key: QuestionKey, rule: (question: Question | null) => Question): Promise<void> {
      for (;;) {
        const { discussionId, memberId } = key;
        const kept = await model.findOne({ discussionId, memberId }).lean<Kept>();
        const before = kept && toQuestion(kept);
        const after = rule(before);
        if (after === before || (await put(kept, key, after))) return;
      }
    },
  };
}

import { Schema } from 'mongoose';
import type { Connection } from './database.ts';
import type { Seal } from './sealed.ts';

interface Kept {
  _id: string;
  sealedToken: string;
  createdAt: Date;
  expiresAt: Date;
}

/** An access token as a platform's token endpoint answered it (RFC 6749, section 5.1); `expires_in` in seconds. */
export interface AccessToken {
  access_token: string;
  token_type: string;
  expires_in: number;
  scope?: string;
}

/** A token about to lapse is fetched anew, so that none lapses on its way to the LMS. */
const MARGIN_SECONDS = 60;

const schema = new Schema<Kept>(
  { _id: String, sealedToken: { type: String, required: true }, createdAt: Date, expiresAt: Date },
  { versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const idOf = (issuer: string, clientId: string, scopes: string) => JSON.stringify([issuer, clientId, scopes]);
const idsOf = (issuer: string, clientId: string) => {
  const beginning = `${JSON.stringify([issuer, clientId]).slice(0, -1)},`;
  return { $gte: beginning, $lt: `${beginning}\uffff` };
};

/** Access tokens for the LMSs' services, shared by all processes, sealed at rest. */
export function accessTokenStore(connection: Connection, seal: Seal) {
  const model = connection.model('AccessToken', schema, 'accesstokens');
  return {
    async find(issuer: string, clientId: string, scopes: string, now: Date) {
      const kept = await model
        .findOne({ _id: idOf(issuer, clientId, scopes), expiresAt: { $gt: now } })
        .lean();
      return (
        kept && { token: JSON.parse(seal.open(kept.sealedToken)) as AccessToken, createdAt: kept.createdAt }
      );
    },
    async keep(
      issuer: string,
      clientId: string,
      scopes: string,
      token: AccessToken,
      now: Date,
    ): Promise<void> {
      const seconds = Math.max(0, (Number(token.expires_in) || 0) - MARGIN_SECONDS);
      const expiresAt = new Date(now.getTime() + seconds * 1000);
      const kept = { sealedToken: seal.close(JSON.stringify(token)), createdAt: now, expiresAt };
      await model.updateOne({ _id: idOf(issuer, clientId, scopes) }, { $set: kept }, { upsert: true });
    },
    /** After a 401: the LMS no longer takes it, whatever its lifetime said. */
    async drop(issuer: string, clientId: string, scopes: string): Promise<void> {
      await model.deleteOne({ _id: idOf(issuer, clientId, scopes) });
    },
    /** All that one LMS gave: it is an LMS of ours no longer. */
    async dropAll({ issuer, clientId }: { issuer: string; clientId: string }): Promise<void> {
      await model.deleteMany({ _id: idsOf(issuer, clientId) });
    },
  };
}
export type AccessTokenStore = ReturnType<typeof accessTokenStore>;

import { createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { Schema } from 'mongoose';
import { type Connection, newId } from './database.ts';
import type { Seal } from './sealed.ts';

interface Kept {
  _id: string;
  sealedPrivateKey: string;
  publicKey: string;
  createdAt: Date;
}

/** A key the tool signs with: PEM texts; `kid` is its name in the JWKS. */
export interface SigningKey {
  kid: string;
  privateKey: string;
  publicKey: string;
}

const schema = new Schema<Kept>(
  {
    _id: String,
    sealedPrivateKey: { type: String, required: true },
    publicKey: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);

const generate = promisify(generateKeyPair);

/**
 * A new key is published this long before anything is signed with it: platforms keep our key set for a while
 * (Canvas five minutes), and must find the key when the first message signed with it arrives.
 */
export const OVERLAP_MS = 15 * 60 * 1000;
/** And an old one stays published this long after, for what it signed last. */
const KEEP_MS = 24 * 60 * 60 * 1000;

/** The tool's own RSA keys, one for all platforms; private parts are sealed at rest. */
export function keyStore(connection: Connection, seal: Seal) {
  const model = connection.model('Key', schema, 'keys');
  const opened = ({ _id, sealedPrivateKey, publicKey }: Kept): SigningKey => {
    return { kid: _id, privateKey: seal.open(sealedPrivateKey), publicKey };
  };
  return {
    /**
     * The key to sign with: the newest that platforms have had time to notice.
     * @throws WrongSecret
     */
    async current(now = new Date()): Promise<SigningKey | null> {
      const noticed = { createdAt: { $lte: new Date(now.getTime() - OVERLAP_MS) } };
      const newest = await model.findOne(noticed).sort({ createdAt: -1, _id: 1 }).lean();
      const kept = newest ?? (await model.findOne().sort({ createdAt: 1, _id: 1 }).lean());
      return kept && opened(kept);
    },
    async byKid(kid: string): Promise<SigningKey | null> {
      const kept = await model.findById({ $eq: kid }).lean();
      return kept && opened(kept);
    },
    /** Forgets the keys that a newer one took over from more than a day ago. */
    async prune(now: Date): Promise<void> {
      const successor = { createdAt: { $lte: new Date(now.getTime() - OVERLAP_MS - KEEP_MS) } };
      const newest = await model.findOne(successor).sort({ createdAt: -1, _id: 1 }).lean();
      if (newest) await model.deleteMany({ createdAt: { $lt: newest.createdAt } });
    },
    /** Generated on node's thread pool: 2,048-bit RSA would otherwise hold up every request for a moment. */
    async add(now: Date): Promise<string> {
      const pair = await generate('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      });
      const kid = newId();
      await model.create({
        _id: kid,
        sealedPrivateKey: seal.close(pair.privateKey),
        publicKey: pair.publicKey,
        createdAt: now,
      });
      return kid;
    },
    /** Every public key as a JWK set (RFC 7517), for the platforms to verify what the tool signs. */
    async published(): Promise<{ keys: object[] }> {
      const kept = await model.find({}, { publicKey: 1 }).sort({ createdAt: -1 }).lean();
      const jwk = (pem: string) => createPublicKey(pem).export({ format: 'jwk' });
      return { keys: kept.map((key) => ({ ...jwk(key.publicKey), kid: key._id, alg: 'RS256', use: 'sig' })) };
    },
  };
}
export type KeyStore = ReturnType<typeof keyStore>;

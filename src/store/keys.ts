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

/** The tool's own RSA keys, one for all platforms; private parts are sealed at rest. */
export function keyStore(connection: Connection, seal: Seal) {
  const model = connection.model('Key', schema, 'keys');
  return {
    /** The key to sign with: the newest. @throws WrongSecret where it was sealed under another secret */
    async current(): Promise<SigningKey | null> {
      const kept = await model.findOne().sort({ createdAt: -1, _id: 1 }).lean();
      return (
        kept && { kid: kept._id, privateKey: seal.open(kept.sealedPrivateKey), publicKey: kept.publicKey }
      );
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

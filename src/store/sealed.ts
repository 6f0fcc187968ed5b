import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts short texts for keeping at rest (AES-256-GCM, a key of its own per purpose derived from the secret). */
export interface Seal {
  close(text: string): string;
  /** @throws WrongSecret where the text was closed under another secret, or changed since */
  open(sealed: string): string;
}

/** How a secret of 128 random bits or more is kept that is only ever recognised: a copy of the database lets nobody in. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Gives a text a name that nobody can make up who does not know the secret. */
export function createNaming(secret: string, purpose: string): (text: string) => string {
  const key = keyFor(secret, purpose);
  return (text) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
}

/** What was sealed does not open: the secret is another than the one it was closed under. */
export class WrongSecret extends Error {}

export function createSeal(secret: string, purpose: string): Seal {
  const key = keyFor(secret, purpose);
  return {
    close(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
      } catch (error) {
        throw new WrongSecret(`what was sealed for "${purpose}" does not open`, { cause: error });
      }
    },
  };
}

const keyFor = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'rejoinder', purpose, 32));

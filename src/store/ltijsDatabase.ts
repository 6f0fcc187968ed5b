import type { AccessToken, AccessTokenStore } from './accessTokens.ts';
import type { KeyStore } from './keys.ts';
import type { PlatformStore } from './platforms.ts';

/**
 * The database that ltijs is given (its `database.plugin`): our platforms, our signing key, our access tokens.
 * Its other collections (states, nonces, id tokens, sessions) are not kept at all: state and nonce are bound to
 * one login in `logins`, and sessions are our own. Only active platforms exist for ltijs, since it takes a
 * platform without a status row for an active one.
 */
export function ltijsDatabase(platforms: PlatformStore, keys: KeyStore, tokens: AccessTokenStore) {
  return {
    async setup() {},
    async Close() {},
    async Get(
      _encryptionKey: unknown,
      collection: string,
      query: Record<string, unknown> = {},
    ): Promise<object[] | false> {
      if (collection === 'platform') return platformRows(platforms, keys, query);
      if (collection === 'platformStatus') return [{ id: query.id, active: true }];
      if (collection === 'privatekey') return privateKeyRows(keys, query);
      if (collection === 'accesstoken') return tokenRows(tokens, query);
      return false;
    },
    async Replace(
      _encryptionKey: unknown,
      collection: string,
      query: Record<string, unknown>,
      item: Record<string, unknown>,
    ) {
      if (collection !== 'accesstoken') return true;
      const { platformUrl, clientId, scopes } = strings(query, ['platformUrl', 'clientId', 'scopes']);
      await tokens.keep(platformUrl, clientId, scopes, item.token as AccessToken, new Date());
      return true;
    },
    async Insert() {
      return true;
    },
    async Modify() {
      return true;
    },
    async Delete() {
      return true;
    },
  };
}

async function platformRows(platforms: PlatformStore, keys: KeyStore, query: Record<string, unknown>) {
  const { platformUrl, clientId } = strings(query, ['platformUrl', 'clientId']);
  const [platform, key] = await Promise.all([platforms.find(platformUrl, clientId), keys.current()]);
  if (platform?.status !== 'active' || !key) return false;
  return [
    {
      platformName: platform.name,
      platformUrl: platform.issuer,
      clientId: platform.clientId,
      authEndpoint: platform.authUrl,
      accesstokenEndpoint: platform.tokenUrl,
      kid: key.kid,
      authConfig: { method: 'JWK_SET', key: platform.jwksUrl },
    },
  ];
}

async function privateKeyRows(keys: KeyStore, query: Record<string, unknown>) {
  const key = await keys.byKid(strings(query, ['kid']).kid);
  return key ? [{ kid: key.kid, key: key.privateKey }] : false;
}

async function tokenRows(tokens: AccessTokenStore, query: Record<string, unknown>) {
  const { platformUrl, clientId, scopes } = strings(query, ['platformUrl', 'clientId', 'scopes']);
  const found = await tokens.find(platformUrl, clientId, scopes, new Date());
  return found ? [found] : false;
}

/** Only plain strings reach a filter: claims of a token not verified yet have been seen to carry operators. */
function strings<Key extends string>(query: Record<string, unknown>, names: Key[]): Record<Key, string> {
  const wrong = names.find((name) => typeof query[name] !== 'string');
  if (wrong) throw new TypeError(`ltijs asked with a ${wrong} that is no string`);
  return query as Record<Key, string>;
}

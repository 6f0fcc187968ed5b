import { isLoopback, type Platform } from '../domain/platform.ts';
import { trustedOrigins } from './addresses.ts';
import { checkGradebook, checkKeys, checkPermission, checkRoster, type Permission } from './check.ts';
import { type ChosenLink, type DeepLinkingRequest, deepLinkingResponse } from './deepLinking.ts';
import { createGuard, type GuardNeeds } from './guard.ts';
import { createKeySets } from './jwks.ts';
import { createLtijs } from './ltijs.ts';
import type { FoundLms, RegistrationRequest } from './openidConfiguration.ts';
import { createOutbound } from './outbound.ts';
import { register } from './registration.ts';
import { readRoster } from './roster.ts';
import { findLineItem, readResult, type Score, sendScore } from './scores.ts';
import { createServices } from './services.ts';
import type { ToolWords } from './toolConfiguration.ts';

export interface LtiNeeds extends GuardNeeds {
  secret: string;
  /** Platforms, keys and tokens in the shape of ltijs's `database.plugin`. */
  ltijsDatabase: object;
  dropToken(issuer: string, clientId: string, scope: string): Promise<void>;
}

/** All that the tool says to LMSs and hears from them. */
export function createLti({ secret, ltijsDatabase, dropToken, ...guardNeeds }: LtiNeeds) {
  const { hostname } = new URL(guardNeeds.baseUrl);
  const outbound = createOutbound({ loopback: isLoopback(hostname) });
  const openExchange = () => outbound.openExchange([]);
  const ltijs = createLtijs(secret, ltijsDatabase, outbound);
  const services = createServices(ltijs, outbound, dropToken);
  return {
    ...createGuard(ltijs, createKeySets(outbound), guardNeeds),
    deepLinkingResponse: (platform: Platform, request: DeepLinkingRequest, link: ChosenLink | null) =>
      deepLinkingResponse(ltijs, platform, request, link),
    sendScore: (target: Parameters<typeof sendScore>[1], score: Score) => sendScore(services, target, score),
    readResult: (target: Parameters<typeof readResult>[1], sub: string) => readResult(services, target, sub),
    findLineItem: (target: Parameters<typeof findLineItem>[1], wanted: Parameters<typeof findLineItem>[2]) =>
      findLineItem(services, target, wanted),
    register: (words: ToolWords, lms: RegistrationRequest, agreed: (lms: FoundLms) => Promise<void>) =>
      register(openExchange, { baseUrl: guardNeeds.baseUrl, words }, lms, agreed),
    readRoster: (platform: Platform, url: string) => readRoster(services, platform, url),
    checkKeys: (platform: Platform) =>
      checkKeys(() =>
        outbound.call(trustedOrigins(platform), platform.jwksUrl, {
          headers: { accept: 'application/json' },
        }),
      ),
    checkPermission: (platform: Platform, permission: Permission) =>
      checkPermission(services, platform, permission),
    checkGradebook: (platform: Platform, url: string) => checkGradebook(services, platform, url),
    checkRoster: (platform: Platform, url: string) => checkRoster(services, platform, url),
  };
}
export type Lti = ReturnType<typeof createLti>;

import type { Platform } from '../domain/platform.ts';
import { checkGradebook, checkKeys, checkPermission, checkRoster, type Permission } from './check.ts';
import { type ChosenLink, type DeepLinkingRequest, deepLinkingResponse } from './deepLinking.ts';
import { createGuard, type GuardNeeds } from './guard.ts';
import { createLtijs } from './ltijs.ts';
import { call } from './outbound.ts';
import { readRoster } from './roster.ts';
import { findLineItem, readResult, type Score, sendScore } from './scores.ts';
import { createServices } from './services.ts';

export interface LtiNeeds extends GuardNeeds {
  secret: string;
  /** Platforms, keys and tokens in the shape of ltijs's `database.plugin`. */
  ltijsDatabase: object;
  dropToken(issuer: string, clientId: string, scope: string): Promise<void>;
}

/** All that the tool says to LMSs and hears from them. */
export function createLti({ secret, ltijsDatabase, dropToken, ...guardNeeds }: LtiNeeds) {
  const ltijs = createLtijs(secret, ltijsDatabase);
  const services = createServices(ltijs, dropToken);
  return {
    ...createGuard(ltijs, guardNeeds),
    deepLinkingResponse: (platform: Platform, request: DeepLinkingRequest, link: ChosenLink | null) =>
      deepLinkingResponse(ltijs, platform, request, link),
    sendScore: (target: Parameters<typeof sendScore>[1], score: Score) => sendScore(services, target, score),
    readResult: (target: Parameters<typeof readResult>[1], sub: string) => readResult(services, target, sub),
    findLineItem: (target: Parameters<typeof findLineItem>[1], wanted: Parameters<typeof findLineItem>[2]) =>
      findLineItem(services, target, wanted),
    readRoster: (platform: Platform, url: string) => readRoster(services, platform, url),
    checkKeys: ({ jwksUrl }: Platform) =>
      checkKeys(() => call(jwksUrl, { headers: { accept: 'application/json' } })),
    checkPermission: (platform: Platform, permission: Permission) =>
      checkPermission(services, platform, permission),
    checkGradebook: (platform: Platform, url: string) => checkGradebook(services, platform, url),
    checkRoster: (platform: Platform, url: string) => checkRoster(services, platform, url),
  };
}
export type Lti = ReturnType<typeof createLti>;

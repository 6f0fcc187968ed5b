import { isLoopback, type Platform } from '../domain/platform.ts';
import { trustedOrigins } from './addresses.ts';
import { checkGradebook, checkKeys, checkPermission, checkRoster, type Permission } from './check.ts';
import { type ChosenLink, type DeepLinkingRequest, deepLinkingResponse } from './deepLinking.ts';
import { createGuard, type GuardNeeds } from './guard.ts';
import { createKeySets } from './jwks.ts';
import {
  changeLineItem,
  createLineItem,
  deleteLineItem,
  findLineItem,
  type NewColumn,
  readLineItem,
} from './lineItems.ts';
import { createLtijs } from './ltijs.ts';
import type { FoundLms, RegistrationRequest } from './openidConfiguration.ts';
import { createOutbound } from './outbound.ts';
import { createPace } from './pace.ts';
import { register } from './registration.ts';
import { readResult, readResults } from './results.ts';
import { readRoster } from './roster.ts';
import { type Score, type Signal, sendScore, sendSignal } from './scores.ts';
import { createServices } from './services.ts';
import type { ToolWords } from './toolConfiguration.ts';

export interface LtiNeeds extends GuardNeeds {
  secret: string;
  /** Platforms, keys and tokens in the shape of ltijs's `database.plugin`. */
  ltijsDatabase: object;
  dropToken(issuer: string, clientId: string, scope: string): Promise<void>;
  now?(): Date;
  /** Whether an LMS that registers is asked for people's e-mail addresses; else for their names alone. */
  asksForEmail?: boolean;
  /** How long an LMS may take to answer. */
  timeoutMs?: number;
}

/** All that the tool says to LMSs and hears from them. */
export function createLti(needs: LtiNeeds) {
  const { secret, ltijsDatabase, dropToken, now, timeoutMs, asksForEmail = false, ...guardNeeds } = needs;
  const { hostname } = new URL(guardNeeds.baseUrl);
  const outbound = createOutbound({ loopback: isLoopback(hostname), timeoutMs });
  const openExchange = () => outbound.openExchange([]);
  const ltijs = createLtijs(secret, ltijsDatabase, outbound);
  const pace = createPace(now && (() => now().getTime()));
  const services = createServices(ltijs, outbound, dropToken, pace);
  return {
    ...createGuard(ltijs, createKeySets(outbound), guardNeeds),
    deepLinkingResponse: (platform: Platform, request: DeepLinkingRequest, link: ChosenLink | null) =>
      deepLinkingResponse(ltijs, platform, request, link),
    sendScore: (target: Parameters<typeof sendScore>[1], score: Score) => sendScore(services, target, score),
    sendSignal: (target: Parameters<typeof sendSignal>[1], signal: Signal) =>
      sendSignal(services, target, signal),
    readResult: (target: Parameters<typeof readResult>[1], sub: string) => readResult(services, target, sub),
    readResults: (target: Parameters<typeof readResults>[1]) => readResults(services, target),
    findLineItem: (target: Parameters<typeof findLineItem>[1], wanted: Parameters<typeof findLineItem>[2]) =>
      findLineItem(services, target, wanted),
    readLineItem: (target: Parameters<typeof readLineItem>[1]) => readLineItem(services, target),
    createLineItem: (target: Parameters<typeof createLineItem>[1], column: NewColumn) =>
      createLineItem(services, target, column),
    changeLineItem: (
      target: Parameters<typeof changeLineItem>[1],
      change: Parameters<typeof changeLineItem>[2],
    ) => changeLineItem(services, target, change),
    deleteLineItem: (target: Parameters<typeof deleteLineItem>[1]) => deleteLineItem(services, target),
    /** How many processes deliver: they share what each LMS bears. */
    shareAmong: pace.shareAmong,
    /** So many calls keep an LMS busy for a moment. */
    keepBusy: pace.keepBusy,
    /** LMSs that asked to be left alone for a while. */
    resting: pace.resting,
    register: (words: ToolWords, lms: RegistrationRequest, agreed: (lms: FoundLms) => Promise<void>) =>
      register(openExchange, { baseUrl: guardNeeds.baseUrl, words, asksForEmail }, lms, agreed),
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

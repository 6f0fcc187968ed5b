import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** As root, in a sandbox without a network of its own, Chromium needs to be told. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface RealBrowser {
  context: BrowserContext;
  close(): Promise<void>;
}

/** A real Chromium with a fresh profile. Third-party cookies are blocked, as in Safari or Incognito, unless allowed. */
export async function startBrowser({
  width = 1280,
  height = 900,
  javaScriptEnabled = true,
  colorScheme = 'light' as 'light' | 'dark',
  thirdPartyCookies = 'blocked' as 'blocked' | 'allowed',
} = {}): Promise<RealBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'rejoinder-browser-'));
  await mkdir(join(profile, 'Default'));
  const blocked = thirdPartyCookies === 'blocked';
  const preferences = {
    profile: { cookie_controls_mode: Number(blocked), block_third_party_cookies: blocked },
  };
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: FLAGS,
    viewport: { width, height },
    javaScriptEnabled,
    colorScheme,
  });
  return {
    context,
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

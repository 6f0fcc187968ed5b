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

/** Content settings of Chromium: cookies of every site, of the site in the address bar alone, or none. */
const COOKIES = {
  all: { cookie_controls_mode: 0, block_third_party_cookies: false },
  own: { cookie_controls_mode: 1, block_third_party_cookies: true },
  none: { cookie_controls_mode: 1, default_content_setting_values: { cookies: 2 } },
};

/** A real Chromium with a fresh profile. Third-party cookies are blocked, as in Safari or Incognito, unless said. */
export async function startBrowser({
  width = 1280,
  height = 900,
  javaScriptEnabled = true,
  colorScheme = 'light' as 'light' | 'dark',
  cookies = 'own' as keyof typeof COOKIES,
} = {}): Promise<RealBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'rejoinder-browser-'));
  await mkdir(join(profile, 'Default'));
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: COOKIES[cookies] }));
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

/** Tells a story in a browser of its own. */
export async function withBrowser(
  options: Parameters<typeof startBrowser>[0],
  story: (browser: RealBrowser) => Promise<void>,
): Promise<void> {
  const browser = await startBrowser(options);
  try {
    await story(browser);
  } finally {
    await browser.close();
  }
}

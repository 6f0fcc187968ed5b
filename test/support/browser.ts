import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

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

const WHOLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
/** Chromium without its own windows around the pages, which take most of a processor's time; where it is there. */
const SHELL = process.env.CHROMIUM_SHELL_PATH;

/** Content settings of Chromium: cookies of every site, of the site in the address bar alone, or none. */
const COOKIES = {
  all: { cookie_controls_mode: 0, block_third_party_cookies: false },
  own: { cookie_controls_mode: 1, block_third_party_cookies: true },
  none: { cookie_controls_mode: 1, default_content_setting_values: { cookies: 2 } },
};
type Cookies = keyof typeof COOKIES;

/**
 * Chromium 156 has a page of its own, in a process of its own, ready below each address bar: a second of a processor's time for
 * every window. Told as about:flags keeps it, since Playwright has taken `--disable-features`.
 */
const WITHOUT = {
  browser: { enabled_labs_experiments: ['webui-omnibox-popup@2', 'webui-omnibox-aim-popup@2'] },
};

/**
 * A real Chromium that knows nothing yet. The cookies that it keeps are those it is told to; told nothing, it may be the
 * headless shell, which has no such setting. `own` is Safari, or Incognito.
 */
export async function startBrowser({
  width = 1280,
  height = 900,
  javaScriptEnabled = true,
  colorScheme = 'light' as 'light' | 'dark',
  cookies = undefined as Cookies | undefined,
  locale = 'en-US',
  timezoneId = undefined as string | undefined,
  /** Without the content security policy of pages, to see what holds without it. */
  bypassCSP = false,
} = {}): Promise<RealBrowser> {
  const viewport = { width, height };
  const options = { viewport, javaScriptEnabled, colorScheme, locale, timezoneId, bypassCSP };
  return (cookies ? chromiums[cookies] : quick).enter(options);
}

/** A Chromium of its own, in a profile that outlives it; `crash` ends it as no browser ends itself. */
export async function openProfile(
  profile: string,
): Promise<{ context: BrowserContext; crash(): Promise<void> }> {
  const context = await chromium.launchPersistentContext(profile, { executablePath: WHOLE, args: FLAGS });
  const session = await context.browser()?.newBrowserCDPSession();
  const told = await session?.send('SystemInfo.getProcessInfo');
  const pid = told?.processInfo.find(({ type }) => type === 'browser')?.id;
  if (!pid) throw new Error('Chromium does not tell its process');
  const ended = new Promise<void>((resolve) => context.once('close', () => resolve()));
  return {
    context,
    async crash() {
      process.kill(pid, 'SIGKILL');
      await ended;
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

/** Starting takes a second, and the next file mostly comes before that. */
const STAYS_MS = 2_000;

interface Started {
  context: BrowserContext;
  profile: string;
}

/** One process for all browsers with the same settings, each a profile that nobody shares; it ends after the last. */
class Chromium {
  private readonly executablePath: string;
  private readonly preferences: object;
  private started: Promise<Started> | null = null;
  private guests = 0;
  private ending: NodeJS.Timeout | undefined;
  /** The next test has another. */
  private readonly crashed = () => {
    this.started = null;
  };

  constructor(executablePath: string, preferences: object) {
    this.executablePath = executablePath;
    this.preferences = preferences;
  }

  async enter(options: BrowserContextOptions): Promise<RealBrowser> {
    clearTimeout(this.ending);
    this.guests += 1;
    try {
      this.started ??= this.start();
      const chromium = await this.started;
      const context = await chromium.context.browser()?.newContext(options);
      if (!context) throw new Error('Chromium has ended');
      return { context, close: () => context.close().finally(() => this.leave()) };
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  private leave(): void {
    this.guests -= 1;
    if (this.guests === 0) this.ending = setTimeout(() => this.end(), STAYS_MS);
  }

  private async end(): Promise<void> {
    const ending = this.started;
    this.started = null;
    const ended = await ending;
    if (!ended) return;
    ended.context.off('close', this.crashed);
    await ended.context.close();
    await rm(ended.profile, { recursive: true, force: true });
  }

  private async start(): Promise<Started> {
    const profile = await mkdtemp(join(tmpdir(), 'rejoinder-browser-'));
    await mkdir(join(profile, 'Default'));
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: this.preferences }));
    await writeFile(join(profile, 'Local State'), JSON.stringify(WITHOUT));
    const { executablePath } = this;
    const context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS });
    context.once('close', this.crashed);
    return { context, profile };
  }
}

const chromiums: Record<Cookies, Chromium> = {
  all: new Chromium(WHOLE, COOKIES.all),
  own: new Chromium(WHOLE, COOKIES.own),
  none: new Chromium(WHOLE, COOKIES.none),
};
const quick = SHELL ? new Chromium(SHELL, {}) : chromiums.own;

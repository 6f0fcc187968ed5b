import assert from 'node:assert/strict';
import type { CDPSession, Page } from 'playwright-core';

interface Node {
  nodeId: string;
  childIds?: string[];
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  properties?: { name: string; value: { value: unknown } }[];
}

const LANDMARKS = [
  'banner',
  'complementary',
  'contentinfo',
  'form',
  'main',
  'navigation',
  'region',
  'search',
];
/** None unless it has a name. */
const NAMED = ['form', 'region'];

/** A page as a screen reader has it: from the browser's accessibility tree, and by what live regions tell. */
export class ScreenReader {
  private readonly page: Page;
  private readonly session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.session = session;
  }

  static async at(page: Page): Promise<ScreenReader> {
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    // tsx names functions by a helper of its own, which a page does not have.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.addInitScript(() => {
      const told: string[] = [];
      Object.assign(window, { told });
      const regions = '[role=status], [role=alert], [aria-live]';
      const observer = new MutationObserver((records) => {
        const changed = new Set<Element>();
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          const region = element?.closest(regions);
          if (region) changed.add(region);
        }
        for (const region of changed) {
          const words = region.textContent?.replace(/\s+/g, ' ').trim();
          if (words) told.push(words);
        }
      });
      // What is there when a page opens is read with it; what changes is told.
      document.addEventListener('DOMContentLoaded', () =>
        observer.observe(document, { subtree: true, childList: true, characterData: true }),
      );
    });
    return new ScreenReader(page, session);
  }

  /** What the page has told since it was opened, in that order. */
  told(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { told: string[] }).told);
  }

  /** Whatever the page's clock says. */
  async isTold(words: string): Promise<void> {
    for (let tries = 0; tries < 200 && !(await this.told()).includes(words); tries++)
      await new Promise((wait) => setTimeout(wait, 50));
    assert.ok((await this.told()).includes(words), `${words}: ${await this.told()}`);
  }

  /** "1 What the toll books leave out": each heading with its level. */
  async headings(): Promise<string[]> {
    const found = (await this.nodes()).filter(({ role }) => role?.value === 'heading');
    return found.map(({ name, properties }) => {
      const level = properties?.find(({ name }) => name === 'level')?.value.value;
      return `${level} ${name?.value}`;
    });
  }

  async landmarks(): Promise<string[]> {
    const found = (await this.nodes()).filter(
      ({ role, name }) =>
        LANDMARKS.includes(role?.value ?? '') && (name?.value || !NAMED.includes(role?.value ?? '')),
    );
    return found.map(({ role, name }) => [role?.value, name?.value].filter(Boolean).join(' '));
  }

  /** What is said of what has the focus: "link To the discussion". */
  async focused(): Promise<string> {
    const found = (await this.nodes()).filter(({ properties, role }) => {
      const isFocused = properties?.some(({ name, value }) => name === 'focused' && value.value === true);
      return isFocused && role?.value !== 'RootWebArea';
    });
    return found.map(({ role, name }) => `${role?.value} ${name?.value}`).join() || 'the page';
  }

  /** The browser makes its tree a little after the page has changed. */
  async isAt(what: string): Promise<void> {
    for (let tries = 0; tries < 100 && (await this.focused()) !== what; tries++)
      await new Promise((wait) => setTimeout(wait, 50));
    assert.equal(await this.focused(), what);
  }

  /** Goes to a heading, so that Tab leads to what comes after it. */
  async goToHeading(name: string): Promise<void> {
    await this.page.getByRole('heading', { name, exact: true }).evaluate((heading) => {
      const { tabIndex } = heading as HTMLElement;
      (heading as HTMLElement).tabIndex = -1;
      (heading as HTMLElement).focus();
      (heading as HTMLElement).tabIndex = tabIndex;
    });
  }

  /** In the order in which they are read; the browser tells them level by level. */
  private async nodes(): Promise<Node[]> {
    const { nodes } = await this.session.send('Accessibility.getFullAXTree');
    const byId = new Map((nodes as Node[]).map((node) => [node.nodeId, node]));
    const below = (id: string): Node[] => {
      const node = byId.get(id);
      return node ? [node, ...(node.childIds ?? []).flatMap(below)] : [];
    };
    return below(nodes[0]?.nodeId ?? '').filter(({ ignored }) => !ignored);
  }
}

const openMenu = () => document.querySelector<HTMLDetailsElement>('details.more[open]');

/** A post's menu closes by Escape, which leads back to its button, and by going on elsewhere. */
export function closeMenus(): void {
  document.addEventListener('keydown', ({ key }) => {
    const menu = openMenu();
    if (key !== 'Escape' || !menu) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
  for (const leaving of ['pointerdown', 'focusin'])
    document.addEventListener(leaving, ({ target }) => {
      const menu = openMenu();
      if (menu && !menu.contains(target as Node)) menu.open = false;
    });
}

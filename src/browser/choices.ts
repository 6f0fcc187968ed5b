/**
 * Submits the list's choices as soon as one is made. Not while somebody walks through a select by keyboard: then
 * when they leave it, or at once by Enter.
 */
export function submitChoices(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-submits]')) {
    let byKey = false;
    let changed = false;
    form.addEventListener('keydown', ({ key, target }) => {
      byKey = true;
      if (key === 'Enter' && target instanceof HTMLSelectElement && changed) form.requestSubmit();
    });
    form.addEventListener('pointerdown', () => {
      byKey = false;
    });
    form.addEventListener('change', () => {
      changed = true;
      if (!byKey) form.requestSubmit();
    });
    form.addEventListener('focusout', ({ relatedTarget }) => {
      if (changed && byKey && !form.contains(relatedTarget as Node | null)) form.requestSubmit();
    });
  }
}

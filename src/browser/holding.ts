/** Shorter than a hold lasts. */
const AGAIN_MS = 2 * 60 * 1000;

/** While somebody writes a reply, others are shown other posts first. Nothing depends on it. */
export function holdWhileWriting(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-hold]')) {
    let heldAt = -AGAIN_MS;
    form.addEventListener('input', () => {
      if (performance.now() - heldAt < AGAIN_MS) return;
      heldAt = performance.now();
      const csrf = form.querySelector<HTMLInputElement>('input[name=csrf]')?.value ?? '';
      const options = { method: 'POST', body: new URLSearchParams({ csrf }), redirect: 'manual' } as const;
      fetch(form.dataset.hold ?? '', options).catch(() => {});
    });
  }
}

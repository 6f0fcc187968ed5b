/** A pause in typing after which the preview follows. */
const PAUSE_MS = 600;

/**
 * The set-up form without leaving its page: what its buttons change, and what students will read, come from the server
 * as they would with the next page, and take their places in this one.
 */
export function previewSetUp(): void {
  const form = document.querySelector<HTMLFormElement>('form.set-up');
  if (!form) return;
  const part = (id: string) => document.getElementById(id);
  let timer = 0;
  let asked: AbortController | null = null;

  const follow = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => show('preview', ['preview', 'timeline']), PAUSE_MS);
  };
  /** @returns whether there was an answer, be it one that another has overtaken */
  async function show(act: string, ids: string[]): Promise<boolean> {
    clearTimeout(timer);
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const page = await pageAfter(form as HTMLFormElement, act, signal);
    if (!page || signal.aborted) return signal.aborted;
    for (const id of ids) part(id)?.replaceChildren(...(page.getElementById(id)?.childNodes ?? []));
    return true;
  }
  async function press(act: string, button: HTMLButtonElement): Promise<void> {
    if (!(await show(act, ['asks', 'criteria', 'preview', 'timeline']))) return void byBrowser(form, button);
    const next =
      form?.querySelector<HTMLElement>('[autofocus]') ?? form?.querySelector<HTMLElement>(`[value="${act}"]`);
    next?.focus();
    form?.dispatchEvent(new Event('input', { bubbles: true }));
  }

  part('preview-button')?.toggleAttribute('hidden', true);
  form.addEventListener('input', follow);
  form.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[name=act]');
    if (!button) return;
    event.preventDefault();
    press(button.value, button);
  });
  // Rows that were added before the page was lost came back as values alone.
  form.addEventListener('rejoinder:restored', async () => {
    await show('preview', ['asks', 'criteria', 'preview', 'timeline']);
    for (const field of form.querySelectorAll(':scope > input[type=hidden]'))
      if (/^(row|criterion)-/.test((field as HTMLInputElement).name)) field.remove();
  });
}

/** What the page would be after that button; null where there is no answer. */
async function pageAfter(form: HTMLFormElement, act: string, signal: AbortSignal): Promise<Document | null> {
  const fields = [...new FormData(form)].filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  const body = new URLSearchParams([...fields, ['act', act]]);
  const response = await fetch(form.action, { method: 'POST', body, signal }).catch(() => null);
  return response?.ok ? new DOMParser().parseFromString(await response.text(), 'text/html') : null;
}

function byBrowser(form: HTMLFormElement | null, { formAction, name, value }: HTMLButtonElement): void {
  form?.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  if (form) form.action = formAction;
  form?.submit();
}

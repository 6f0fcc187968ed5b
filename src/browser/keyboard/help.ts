/** What the keys do, above the page; closed by Escape or its button, the focus goes back to where it was. */
export function showHelp(): void {
  const link = document.querySelector<HTMLAnchorElement>('a[data-key="?"]');
  link?.addEventListener('click', async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const dialog = document.createElement('dialog');
    if (!(await fill(dialog, link.href))) return location.assign(link.href);
    document.body.append(dialog);
    dialog.addEventListener('close', () => dialog.remove());
    dialog.showModal();
  });
}

/** With the page that the link leads to, as it is now. */
async function fill(dialog: HTMLDialogElement, address: string): Promise<boolean> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const title = Object.assign(document.createElement('h2'), { id: 'help', textContent: page.title });
  const help = page.querySelector('.keyboard');
  const close = page.querySelector<HTMLElement>('[data-closes]');
  if (!help || !close) return false;
  close.hidden = false;
  dialog.setAttribute('aria-labelledby', title.id);
  dialog.replaceChildren(title, help, close);
  close.addEventListener('click', () => dialog.close());
  const form = help.querySelector('form');
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    turn(form, event.submitter as HTMLButtonElement).then(async (turned) => {
      if (turned && (await fill(dialog, address))) dialog.querySelector<HTMLElement>('form button')?.focus();
    });
  });
  return true;
}

/** Turns single keys on or off, here and on every other page. */
async function turn(form: HTMLFormElement, button: HTMLButtonElement): Promise<boolean> {
  const body = new URLSearchParams(new FormData(form, button) as unknown as Record<string, string>);
  const response = await fetch(form.action, { method: 'POST', body }).catch(() => null);
  if (response?.ok) document.body.dataset.keys = button.value;
  return response?.ok ?? false;
}

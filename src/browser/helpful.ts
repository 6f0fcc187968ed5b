/** Presses a "helpful" button without leaving the page. Whatever goes wrong, the form is sent as it would be anyway. */
export function markInPlace(): void {
  document.addEventListener('click', async (event) => {
    const button = (event.target as Element).closest?.<HTMLButtonElement>('button[name=helpful]');
    const csrf = button?.form?.querySelector<HTMLInputElement>('input[name=csrf]')?.value;
    if (!button || csrf === undefined) return;
    event.preventDefault();
    if (button.ariaBusy === 'true') return;
    button.ariaBusy = 'true';
    const body = new URLSearchParams({ csrf, helpful: button.value });
    const options = { method: 'POST', body, headers: { accept: 'application/json' } };
    const done = await fetch(button.formAction, options).then(
      ({ ok }) => ok,
      () => false,
    );
    button.ariaBusy = null;
    if (!done) return button.form?.requestSubmit(button);
    const pressed = button.value === 'yes';
    button.setAttribute('aria-pressed', String(pressed));
    button.value = pressed ? 'no' : 'yes';
  });
}

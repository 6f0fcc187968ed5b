// Makes the administration pages nicer; every page works without it.

// What takes a while says so.
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-busy]')) {
  const said = form.querySelector('[data-busy-said]');
  const button = form.querySelector('button');
  form.addEventListener('submit', () => {
    if (said) said.textContent = form.dataset.busy ?? '';
    button?.setAttribute('aria-disabled', 'true');
  });
  addEventListener('pageshow', () => {
    if (said) said.textContent = '';
    button?.removeAttribute('aria-disabled');
  });
}

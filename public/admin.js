// Makes the administration pages nicer; every page works without it.

// What takes a while says so.
for (const form of document.querySelectorAll('form[data-busy]')) {
  form.addEventListener('submit', () => {
    form.querySelector('[data-busy-said]').textContent = form.dataset.busy;
    form.querySelector('button').setAttribute('aria-disabled', 'true');
  });
  addEventListener('pageshow', () => {
    form.querySelector('[data-busy-said]').textContent = '';
    form.querySelector('button').removeAttribute('aria-disabled');
  });
}

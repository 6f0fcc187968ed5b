/** A double click, or an impatient second one, sends a form once. (The server would refuse the second as well.) */
export function sendOnce(): void {
  for (const form of document.forms) {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = 'yes';
    });
  }
  // A page that comes back from the browser's history has nothing under way.
  addEventListener('pageshow', () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
}

/** The answer to the LMS goes on by itself. */
export function submitAtOnce(): void {
  document.querySelector<HTMLFormElement>('form[data-submit-at-once]')?.requestSubmit();
}

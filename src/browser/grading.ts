/** While somebody grades: a snippet comes without a page of its own, and a comment is sent without leaving it. */
export function gradeQuickly(): void {
  const form = document.querySelector<HTMLFormElement>('form.decide');
  const comment = form?.querySelector<HTMLTextAreaElement>('textarea[name=comment]');
  if (!form || !comment) return;
  for (const button of form.querySelectorAll<HTMLButtonElement>('[data-snippet]'))
    button.addEventListener('click', (event) => {
      event.preventDefault();
      comment.value = [comment.value.trim(), button.dataset.snippet].filter(Boolean).join('\n\n');
      comment.dispatchEvent(new Event('input', { bubbles: true }));
      comment.focus();
    });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') (event.target as HTMLElement).blur();
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector<HTMLButtonElement>('button[name=after]'));
  });
}

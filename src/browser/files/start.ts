/** Fetched where something can be attached. */
export async function sendFiles(): Promise<void> {
  takeDropped();
  const fields = document.querySelectorAll<HTMLElement>('.attach');
  if (fields.length === 0) return;
  const { attach } = await import('./attachments.ts');
  for (const field of fields) {
    const form = field.closest('form');
    if (form) attach(form);
  }
}

/** What is let go of on a form and is not for its editor; anywhere else the browser would leave the page for it. */
function takeDropped(): void {
  const brings = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;
  const formAt = ({ target }: DragEvent) => (target as Element).closest('form');
  const chooserAt = (event: DragEvent) =>
    formAt(event)?.querySelector<HTMLInputElement>('.attach input[type=file]:enabled') ?? null;
  document.addEventListener('dragover', (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    const isTaken = chooserAt(event) !== null;
    if (!isTaken && event.dataTransfer) event.dataTransfer.dropEffect = 'none';
    formAt(event)?.classList.toggle('dropping', isTaken);
  });
  for (const kind of ['dragleave', 'drop'] as const)
    document.addEventListener(kind, (event) => formAt(event)?.classList.remove('dropping'));
  document.addEventListener('drop', (event) => {
    if (!brings(event) || event.defaultPrevented) return;
    event.preventDefault();
    const chooser = chooserAt(event);
    if (!chooser || !event.dataTransfer) return;
    // As if they were chosen: so they are not lost either where nobody listens yet.
    chooser.files = event.dataTransfer.files;
    chooser.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

/** Fetched where something can be attached. */
export async function sendFiles(): Promise<void> {
  const fields = document.querySelectorAll<HTMLElement>('.attach');
  if (fields.length === 0) return;
  const { attach } = await import('./attachments.ts');
  for (const field of fields) {
    const form = field.closest('form');
    if (form) attach(form);
  }
}

/** Fetched where there is something to follow. */
export async function followChanges(): Promise<void> {
  const element = document.querySelector<HTMLElement>('.live');
  if (!element) return;
  const { follow } = await import('./live.ts');
  follow(element);
}

/** A new discussion is meant in the zone of whoever sets it up. */
export function chooseOwnZone(): void {
  const zones = document.querySelector<HTMLSelectElement>('select[data-browser-zone]');
  if (zones?.value !== 'UTC') return;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some(({ value }) => value === here)) zones.value = here;
}

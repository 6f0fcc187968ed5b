/** While a grade is on its way to the gradebook, what the page says about it is kept up to date. */
export async function followDeliveries(wait = 1000): Promise<void> {
  if (!document.querySelector('[data-live] .waiting') || wait > 60_000) return;
  await new Promise((resolve) => setTimeout(resolve, wait));
  const response = document.hidden ? null : await fetch(location.href).catch(() => null);
  if (response?.ok) {
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const part of document.querySelectorAll('[data-live]')) {
      const now = fresh.getElementById(part.id);
      // What did not change stays, and with it the reader's place.
      if (now && now.innerHTML !== part.innerHTML) part.innerHTML = now.innerHTML;
    }
  }
  await followDeliveries(wait * 1.5);
}

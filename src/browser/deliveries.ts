/** How long a page that somebody grades by goes without a look at what others have done, at most. */
const FOLLOW_MS = 20_000;

/** While a grade is on its way to the gradebook, and where it is told what is left to grade, what the page says is kept up to date. */
export async function followDeliveries(wait = 1000): Promise<void> {
  const follows = document.querySelector('[data-follow]') !== null;
  const waits = document.querySelector('[data-live] .waiting') !== null && wait <= 60_000;
  if (!follows && !waits) return;
  await aWhile(wait);
  const response = document.hidden ? null : await fetch(location.href).catch(() => null);
  if (response?.ok) {
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const part of document.querySelectorAll('[data-live]')) {
      const now = fresh.getElementById(part.id);
      // What did not change stays, and with it the reader's place.
      if (now && now.innerHTML !== part.innerHTML) part.innerHTML = now.innerHTML;
    }
  }
  await followDeliveries(waits ? wait * 1.5 : FOLLOW_MS);
}

/** So long, or until somebody comes back to the page. */
function aWhile(wait: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      resolve();
    };
    const seen = () => document.hidden || end();
    const timer = setTimeout(end, wait);
    document.addEventListener('visibilitychange', seen);
  });
}

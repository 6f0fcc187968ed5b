// Makes the pages nicer; every page works without it.

// What is typed is kept in this tab until it has been sent: it survives a lost network, a crashed server and Back.
// Where the browser denies storage to a frame, the form's own address still lets Back bring it back.
const storage = (() => {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem() {}, removeItem() {} };
  }
})();
const kept = (form) => `kept ${form.dataset.keep}`;
const fieldsOf = (form) => [...form.querySelectorAll('input:not([type=hidden]), textarea, select')];
const notice = document.querySelector('.notice[role=status]');
const refused = document.querySelector('[aria-invalid]');
const sent = storage.getItem('sent');
if (sent && !refused && (notice || document.querySelector('form[data-submit-at-once]')))
  storage.removeItem(sent);
storage.removeItem('sent');
for (const form of document.querySelectorAll('form[data-keep]')) {
  const typed = JSON.parse(storage.getItem(kept(form)) ?? '{}');
  for (const field of fieldsOf(form)) if (!refused && field.name in typed) field.value = typed[field.name];
  form.addEventListener('input', () => {
    // Only what was touched: the rest may be newer the next time, as a suggested grade is.
    const touched = fieldsOf(form).filter(({ defaultValue, value }) => value !== defaultValue);
    const values = touched.map(({ name, value }) => [name, value]);
    storage.setItem(kept(form), JSON.stringify(Object.fromEntries(values)));
  });
  form.addEventListener('submit', () => storage.setItem('sent', kept(form)));
}

// A refused form shows its first mistake; a kept grade leads to the next one's points.
// Once the browser is done with the address: going to its #place takes the focus away again.
addEventListener('pageshow', () => {
  const wide = matchMedia('(min-width: 60rem)').matches;
  setTimeout(() => {
    const error = refused?.getAttribute('aria-describedby')?.split(' ')[0];
    if (error) document.getElementById(error)?.scrollIntoView({ block: 'center', behavior: 'instant' });
    if (refused) refused.focus({ preventScroll: true });
    else if (location.hash === '#work' && wide)
      document.querySelector('#points')?.focus({ preventScroll: true });
  });
});

// What was just done is set once more: screen readers tell what changes, not what is there.
if (notice) {
  const said = notice.textContent;
  // Nothing moves meanwhile.
  notice.style.minBlockSize = `${notice.getBoundingClientRect().height}px`;
  notice.textContent = '';
  setTimeout(() => {
    notice.textContent = said;
    notice.style.minBlockSize = '';
  }, 200);
}

// A double click, or an impatient second one, sends a form once. (The server would refuse the second as well.)
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
// A page that comes back from the browser's history has nothing under way.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form')) delete form.dataset.sent;
});

// The answer to the LMS goes on by itself.
document.querySelector('form[data-submit-at-once]')?.requestSubmit();

// A new discussion is meant in the zone of whoever sets it up.
const zones = document.querySelector('select[data-browser-zone]');
if (zones?.value === 'UTC') {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some(({ value }) => value === here)) zones.value = here;
}

// How many words so far, roughly as the server counts them.
for (const counter of document.querySelectorAll('.counter')) {
  const text = counter.closest('form').querySelector('textarea');
  const count = () => {
    const words = text.value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    const sentence = words === 1 ? counter.dataset.one : counter.dataset.other;
    counter.textContent = sentence.replace(/\p{N}+/u, words);
  };
  text.addEventListener('input', count);
  addEventListener('pageshow', count);
}

// While a grade is on its way to the gradebook, what the page says about it is kept up to date.
async function followDeliveries(wait) {
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
followDeliveries(1000);

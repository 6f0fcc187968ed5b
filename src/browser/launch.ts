// On the pages between an LMS and the discussion, where a frame's browser keeps no cookie. They work without it, in a
// new tab; with it, the LMS keeps a proof for us (LTI Platform Storage): put there before the login, fetched after.

/** Canvas's mobile apps announce storage and never answer. */
const PATIENCE_MS = 1500;
const page = document.querySelector('main') as HTMLElement;
const { frame = '', origin = '', key, value, to = '' } = page.dataset;

/** A part of the page that is there. */
function part<Part extends HTMLElement>(selector: string): Part {
  return page.querySelector(selector) as Part;
}

/** The answer to one message to the LMS, or null where none comes. */
function ask(message: { subject: string; value?: string | null }): Promise<{ value?: unknown } | null> {
  const message_id = crypto.randomUUID();
  return new Promise((resolve) => {
    addEventListener('message', (event) => {
      const { data } = event;
      if (event.origin !== origin || data?.message_id !== message_id) return;
      if (data.subject === `${message.subject}.response`) resolve(data.error ? null : data);
    });
    setTimeout(() => resolve(null), PATIENCE_MS);
    try {
      const named = parent.frames as unknown as Record<string, Window>;
      const target = frame === '_parent' ? parent : named[frame];
      target?.postMessage({ ...message, message_id, key }, origin);
    } catch {
      // Chromium throws where another origin's page has no frame of that name.
      resolve(null);
    }
  });
}

if ('keep' in page.dataset) {
  const kept = await ask({ subject: 'lti.put_data', value });
  if (kept) {
    page.classList.add('going');
    location.replace(to);
  } else page.classList.remove('waits');
}

if ('fetch' in page.dataset) {
  const proof = (await ask({ subject: 'lti.get_data' }))?.value;
  if (typeof proof === 'string') {
    part<HTMLInputElement>('[name=proof]').value = proof;
    part('[data-found]').hidden = false;
    part('[data-missing]').hidden = true;
    // It has served; what an LMS keeps for a tool is limited.
    ask({ subject: 'lti.put_data', value: null });
  }
  page.classList.remove('waits');
}

// Once the discussion is open in its tab, this page says so. What opened it works only once.
const opens = part('[data-opens]');
opens.addEventListener(opens instanceof HTMLFormElement ? 'submit' : 'click', () => {
  for (const said of page.querySelectorAll<HTMLElement>('[data-opened]'))
    said.textContent = said.dataset.opened ?? '';
  opens.hidden = true;
  // The button had the focus; whoever comes back here is told how things stand.
  const title = part('h1[data-opened]');
  title.tabIndex = -1;
  title.focus();
});

/** The button that opens the page in a tab of its own does so at one press: its code is fetched when it is about to be pressed. */
export function openInOwnTab(): void {
  const form = document.querySelector<HTMLFormElement>('.own-tab');
  if (!form) return;
  let code: Promise<string | null> | null = null;
  const prepare = () => {
    code ??= fetchCode(form);
  };
  for (const sign of ['pointerenter', 'focusin', 'pointerdown']) form.addEventListener(sign, prepare);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    prepare();
    const given = await code;
    code = null;
    // Without a code the form goes its own way, and says what is wrong.
    if (given === null) form.submit();
    else send(given);
  });
}

async function fetchCode(form: HTMLFormElement): Promise<string | null> {
  const body = new URLSearchParams([...new FormData(form)] as [string, string][]);
  const headers = { Accept: 'application/json' };
  const response = await fetch(form.action, { method: 'POST', body, headers }).catch(() => null);
  return response?.ok ? (await response.json()).code : null;
}

function send(code: string): void {
  const form = document.createElement('form');
  Object.assign(form, {
    method: 'post',
    action: '/lti/tab',
    target: '_blank',
    rel: 'noopener',
    hidden: true,
  });
  form.append(Object.assign(document.createElement('input'), { name: 'code', value: code }));
  document.body.append(form);
  form.submit();
  form.remove();
}

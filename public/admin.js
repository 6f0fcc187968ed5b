// Makes the administration pages nicer; every page works without it.

const announcer = document.body.appendChild(document.createElement('p'));
announcer.className = 'unseen';
announcer.setAttribute('role', 'status');

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Where the browser keeps the clipboard from us, at least it is selected.
    field.select();
    document.execCommand('copy');
  }
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  const { copy: id, copied, said } = button.dataset;
  // What it is for stands after it, for those who do not see what it is beside.
  const words = button.firstChild;
  const copyIt = words.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await copy(document.getElementById(id));
    words.textContent = `${copied} `;
    announcer.textContent = said;
    setTimeout(() => {
      words.textContent = copyIt;
      announcer.textContent = '';
    }, 3000);
  });
}
for (const field of document.querySelectorAll('.copy input')) {
  field.addEventListener('focus', () => field.select());
}

// What takes a while says so.
for (const form of document.querySelectorAll('form[data-busy]')) {
  form.addEventListener('submit', () => {
    form.querySelector('[data-busy-said]').textContent = form.dataset.busy;
    form.querySelector('button').setAttribute('aria-disabled', 'true');
  });
  addEventListener('pageshow', () => {
    form.querySelector('[data-busy-said]').textContent = '';
    form.querySelector('button').removeAttribute('aria-disabled');
  });
}

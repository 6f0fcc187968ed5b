// Buttons that copy what a field holds. Without it a field is selected and copied by hand.

type Field = HTMLInputElement | HTMLTextAreaElement;

const announcer = document.body.appendChild(document.createElement('p'));
announcer.className = 'unseen';
announcer.setAttribute('role', 'status');

async function copy(field: Field): Promise<void> {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Where the browser keeps the clipboard from us, as in a frame, at least it is selected.
    field.select();
    document.execCommand('copy');
  }
}

for (const button of document.querySelectorAll<HTMLElement>('button[data-copy]')) {
  const { copy: id = '', copied = '', said = copied } = button.dataset;
  const field = document.getElementById(id) as Field | null;
  // What it is for stands after it, for those who do not see what it is beside.
  const words = button.firstChild;
  if (!field || !words) continue;
  const copyIt = words.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await copy(field);
    words.textContent = `${copied} `;
    announcer.textContent = said;
    setTimeout(() => {
      words.textContent = copyIt;
      announcer.textContent = '';
    }, 3000);
  });
}
for (const field of document.querySelectorAll<HTMLInputElement>('.copy input')) {
  field.addEventListener('focus', () => field.select());
}

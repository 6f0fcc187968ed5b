import { written } from './written.ts';

/** What is suggested for a requirement is given or not by a key of its own; the grade is what is given. */
export function takeByRequirement(): void {
  const field = document.querySelector<HTMLInputElement>('#points');
  const said = document.querySelector<HTMLElement>('#taken');
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('button[data-take]')];
  if (!field || !said || buttons.length === 0) return;
  const sumOf = (some: HTMLButtonElement[]) =>
    Math.round(some.reduce((sum, { dataset }) => sum + Number(dataset.take), 0) * 100) / 100;
  const areAll = Number(field.value) === sumOf(buttons);
  said.hidden = false;
  for (const button of buttons) {
    button.setAttribute('aria-pressed', String(areAll));
    button.hidden = false;
    button.previousElementSibling?.remove();
    button.addEventListener('click', () => {
      button.ariaPressed = String(button.ariaPressed !== 'true');
      const sum = sumOf(buttons.filter(({ ariaPressed }) => ariaPressed === 'true'));
      field.value = String(sum);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      said.textContent = (said.dataset.said ?? '').replace('%', new Intl.NumberFormat(written).format(sum));
    });
  }
}

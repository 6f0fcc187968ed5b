import { KeptForm } from './keptForm.ts';
import { sendWaiting } from './outbox.ts';
import { SendForm } from './sendForm.ts';
import { clearOld } from './storage.ts';

/** Nothing that is typed in a form with `data-keep` is lost, whatever becomes of page, network, visit or server. */
export function keepWhatIsTyped(): void {
  clearOld(Date.now());
  const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-keep]')].map(
    (form) => new KeptForm(form),
  );
  for (const kept of forms) {
    const form = new SendForm(kept);
    const found = kept.takeUp();
    if (found?.sending) form.resume(found);
    else if (found) kept.save();
  }
  sendWaiting(forms);
}

// The two pages of a registration; without it an address is selected and copied by hand, a window closed by hand.

for (const button of document.querySelectorAll('[data-copy]')) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener('click', async () => {
    field.select();
    // Where a frame may not use the clipboard, what is selected can still be copied.
    await navigator.clipboard?.writeText(field.value).catch(() => document.execCommand('copy'));
    button.nextElementSibling.textContent = button.dataset.copied;
  });
}

// Dynamic Registration 1.0: the LMS closes the page, and goes on. Nothing in the message is anybody's secret.
for (const button of document.querySelectorAll('[data-close]')) {
  const lms = window.opener ?? (window.parent === window ? null : window.parent);
  const yourself = document.querySelector('[data-close-yourself]');
  button.hidden = !lms;
  yourself.hidden = Boolean(lms);
  button.addEventListener('click', () => {
    lms.postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
    // An LMS that does not listen leaves the page as it is.
    yourself.hidden = false;
  });
}

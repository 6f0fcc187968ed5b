// What became of a registration; without it a window is closed by hand.

// Dynamic Registration 1.0: the LMS closes the page, and goes on. Nothing in the message is anybody's secret.
for (const button of document.querySelectorAll<HTMLElement>('[data-close]')) {
  const lms: Window | null = window.opener ?? (window.parent === window ? null : window.parent);
  const yourself = document.querySelector<HTMLElement>('[data-close-yourself]');
  button.hidden = !lms;
  if (yourself) yourself.hidden = Boolean(lms);
  button.addEventListener('click', () => {
    lms?.postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
    // An LMS that does not listen leaves the page as it is.
    if (yourself) yourself.hidden = false;
  });
}

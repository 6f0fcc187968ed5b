/** The tool says that it has finished [Dynamic Registration 1.0]: its page goes, the list of tools comes. */
(() => {
  const frame = document.getElementById('registration');
  const tool = new URL(frame.src).origin;
  window.addEventListener('message', ({ data, origin }) => {
    if (origin !== tool || data?.subject !== 'org.imsglobal.lti.close') return;
    frame.remove();
    window.location.assign(frame.dataset.list);
  });
})();

/**
 * How high the frame around a tool is before the tool asks for anything. Both fill the window; Canvas goes no lower than
 * its least height and stops once a tool has asked for a height (cv: ui/shared/lti/jquery/tool_launch_resizer.ts and its
 * callers), Moodle looks at nothing but the window (md: mod/lti/view.php).
 */
(() => {
  const { rules } = document.currentScript.dataset;
  const LEAST = 450;
  const MOODLE_PADDING = 15;

  function fill() {
    const frame = document.querySelector('iframe.tool');
    if (!frame || frame.dataset.asked) return;
    const top = frame.getBoundingClientRect().top + window.scrollY;
    const room = window.innerHeight - top;
    if (rules === 'canvas') frame.style.height = `${Math.max(LEAST, room)}px`;
    else if (room > MOODLE_PADDING) frame.style.height = `${room - MOODLE_PADDING}px`;
  }

  document.addEventListener('DOMContentLoaded', fill);
  window.addEventListener('resize', fill);
})();

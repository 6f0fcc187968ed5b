/** What Canvas tells of its window (cv: doc/api/lti_window_post_message.md). */
interface LmsWindow {
  height: number;
  /** Where our frame begins on the page. */
  offset?: { top: number };
  /** What lies over the page's foot. */
  footer?: number;
  scrollY?: number;
}

/** A frame that gets this much of the window is best left as the LMS made it. */
const ENOUGH = 0.5;
const LEAST = 450;
/** Less is not worth a change, and would make the frame swing where a scroll bar comes and goes. */
const NOTABLE = 40;
const QUIET_MS = 150;

/**
 * Sees to it that in a frame of an LMS there is one scroll bar. LMSs make the frame fill their window, and pages scroll
 * in it, so that what is fixed in sight stays so. Where other things on the LMS's page leave too little, and it listens,
 * the frame is made as high as the page, and never higher than the window. Moodle fills its window and never listens.
 */
export function fitFrame(): void {
  let origins = (document.body.dataset.lms ?? '').split(' ').filter(Boolean);
  if (parent === window || origins.length === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: number | null = null;
  let arrived = document.referrer.startsWith(`${location.origin}/`);

  const tell = (message: object) => {
    for (const origin of origins) parent.postMessage(message, origin);
  };
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => tell({ subject: 'lti.fetchWindowSize' }), QUIET_MS);
  };

  addEventListener('message', ({ source, origin, data }) => {
    if (source !== parent || !origins.includes(origin)) return;
    if (data?.subject !== 'lti.fetchWindowSize.response' || !(data.height > 0)) return;
    origins = [origin];
    adapt(data);
  });

  function adapt(lms: LmsWindow): void {
    const { height, offset, footer = 0, scrollY = 0 } = lms;
    const top = offset?.top ?? 0;
    const room = height - top - footer;
    const fills = room >= height * ENOUGH;
    const wanted = Math.max(LEAST, Math.round(fills ? room : Math.min(contentHeight(), height - footer)));
    const more = wanted - innerHeight;
    const differs = more < -NOTABLE || more > (fills ? NOTABLE : 0);
    if (differs && wanted !== asked) {
      asked = wanted;
      tell({ subject: 'lti.frameResize', height: wanted });
    }
    // Whoever goes on in the frame, to another page or post, has all of it in sight.
    const isInSight = scrollY <= top && scrollY + height - footer >= top + wanted;
    if (arrived && !fills && !isInSight) tell({ subject: 'lti.scrollToTop' });
    arrived = false;
  }

  document.addEventListener('rejoinder:went', () => {
    arrived = true;
    look();
  });
  addEventListener('resize', look);
  new ResizeObserver(look).observe(document.body);
  // Browsers lay out no frame that is out of sight, so that the observer may be silent.
  look();
}

/** Of the page itself: the document is never less high than its frame. */
const contentHeight = () => Math.ceil(document.body.getBoundingClientRect().height);

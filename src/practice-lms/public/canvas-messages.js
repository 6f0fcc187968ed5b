/**
 * Answers a tool's postMessages as Canvas's pages do (cv: doc/api/lti_window_post_message.md,
 * ui/shared/lti/jquery). Runs on the page around the tool and in the storage frame beside it.
 * `data-storage` names that frame, or `_parent` for this page itself; empty: there is no storage.
 */
(() => {
  const { storage } = document.currentScript.dataset;
  const MINIMAL_HEIGHT = 450;
  const KEYS_PER_TOOL = 500;
  const CHARACTERS_PER_TOOL = 4096;

  class MessageError extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }

  /** Keys and lengths put since this page was opened, by the tool's origin. */
  const put = new Map();
  const nameOf = (origin, key) => `lti|platform_storage|${origin}|${key}`;

  function checkLimit(origin, key, value) {
    const others = [...(put.get(origin) ?? [])].filter(([name]) => name !== key);
    const characters = others.reduce((sum, [, length]) => sum + length, key.length + value.length);
    if (others.length >= KEYS_PER_TOOL) {
      throw new MessageError('storage_exhaustion', 'Reached key limit for tool');
    }
    if (characters > CHARACTERS_PER_TOOL) {
      throw new MessageError('storage_exhaustion', 'Reached byte limit for tool');
    }
    put.set(origin, new Map(others).set(key, key.length + value.length));
  }

  function require(data, ...fields) {
    for (const field of fields) {
      if (!data[field]) throw new MessageError('bad_request', `Missing required '${field}' field`);
    }
  }

  function putData(data, { origin }) {
    require(data, 'key', 'message_id');
    const { key, value } = data;
    if (!value) {
      put.get(origin)?.delete(key);
      localStorage.removeItem(nameOf(origin, key));
      return { key };
    }
    if (typeof key !== 'string' || typeof value !== 'string') {
      throw new MessageError('bad_request', 'key and value have to be strings');
    }
    checkLimit(origin, key, value);
    localStorage.setItem(nameOf(origin, key), value);
    return { key, value };
  }

  function getData(data, { origin }) {
    require(data, 'key', 'message_id');
    return { key: data.key, value: localStorage.getItem(nameOf(origin, data.key)) };
  }

  const frameOf = (source) =>
    [...document.querySelectorAll('iframe')].find((frame) => frame.contentWindow === source);
  const toolFrame = () => document.querySelector('iframe.tool');
  const topOf = (element) => element.getBoundingClientRect().top + window.scrollY;

  function frameResize({ height }, { source }) {
    const frame = frameOf(source);
    const wanted = typeof height === 'number' && height > MINIMAL_HEIGHT ? height : MINIMAL_HEIGHT;
    if (!frame) return;
    frame.dataset.asked = wanted;
    frame.style.height = `${wanted}px`;
  }

  function scrollToTop() {
    const frame = toolFrame();
    if (frame) window.scrollTo({ top: topOf(frame) });
  }

  function fetchWindowSize() {
    const frame = toolFrame();
    return {
      height: window.innerHeight,
      width: window.innerWidth,
      offset: frame && { top: topOf(frame), left: frame.getBoundingClientRect().left + window.scrollX },
      footer: 0,
      scrollY: window.scrollY,
    };
  }

  /** Acknowledged, not carried out: the course page offers a new tab of its own. */
  function requestFullWindowLaunch({ data }) {
    const url = typeof data === 'string' ? data : data?.url;
    if (typeof url !== 'string') throw new MessageError('error', 'message must contain a `url` property');
  }

  const withStorage = { 'lti.get_data': getData, 'lti.put_data': putData };
  const handlers = {
    'lti.capabilities': capabilities,
    'lti.fetchWindowSize': fetchWindowSize,
    'lti.frameResize': frameResize,
    'lti.scrollToTop': scrollToTop,
    requestFullWindowLaunch,
    ...(storage && withStorage),
  };

  function capabilities() {
    const frame = storage === '_parent' ? undefined : storage;
    const supported_messages = Object.keys(handlers).map((subject) =>
      subject in withStorage && frame ? { subject, frame } : { subject },
    );
    return { supported_messages };
  }

  function answerTo(subject, message, event) {
    if (!Object.hasOwn(handlers, subject)) return { error: { code: 'unsupported_subject' } };
    try {
      return handlers[subject](message, event) ?? {};
    } catch (error) {
      return { error: { code: error.code ?? 'error', message: error.message } };
    }
  }

  function messageIn(data) {
    try {
      return typeof data === 'string' ? JSON.parse(data) : data;
    } catch {
      return undefined;
    }
  }

  window.addEventListener('message', (event) => {
    const message = messageIn(event.data);
    const subject = message?.subject ?? message?.messageType;
    if (typeof subject !== 'string' || subject.endsWith('.response') || !event.source) return;
    const { message_id } = message;
    const answer = { subject: `${subject}.response`, ...(message_id && { message_id }) };
    event.source.postMessage({ ...answer, ...answerTo(subject, message, event) }, event.origin);
  });
})();

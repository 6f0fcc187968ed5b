export type ErrorKind =
  | 'not-found'
  | 'not-allowed'
  | 'invalid-input'
  | 'conflict'
  | 'session-ended'
  | 'launch-refused'
  | 'registration-refused'
  | 'lms-unavailable';

/** What the tool throws on purpose. `kind` chooses the page; messages and `detail` are for the log alone. */
export abstract class RejoinderError extends Error {
  abstract readonly kind: ErrorKind;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** It does not exist, or the actor may not know that it does: the two must look the same. */
export class NotFound extends RejoinderError {
  readonly kind = 'not-found';
  readonly what: string;

  constructor(what: string) {
    super(`not found: ${what}`);
    this.what = what;
  }
}

/** The actor may see it, but not do this with it. */
export class NotAllowed extends RejoinderError {
  readonly kind = 'not-allowed';
  readonly action: string;

  constructor(action: string) {
    super(`not allowed: ${action}`);
    this.action = action;
  }
}

/** Field name to catalogue key. */
export type FieldErrors = Record<string, string>;

/** A form to show again: what is wrong, field by field, with what was typed. */
export class InvalidInput extends RejoinderError {
  readonly kind = 'invalid-input';
  readonly errors: FieldErrors;
  readonly typed: Record<string, unknown>;

  constructor(errors: FieldErrors, typed: Record<string, unknown> = {}) {
    super(`invalid input: ${Object.keys(errors).join(', ')}`);
    this.errors = errors;
    this.typed = typed;
  }
}

/**
 * Somebody else was faster, or it is not in a state that allows this. Where a form is shown again `reason` is a
 * catalogue key, else words for the log and the command line.
 */
export class Conflict extends RejoinderError {
  readonly kind = 'conflict';
  readonly reason: string;

  constructor(reason: string) {
    super(`conflict: ${reason}`);
    this.reason = reason;
  }
}

/** The session is over, or its platform or deployment is let in no longer: open it from the course again. */
export class SessionEnded extends RejoinderError {
  readonly kind = 'session-ended';

  constructor() {
    super('session ended');
  }
}

/** `reason` is a stable code that the page may show; `detail` may hold what the platform sent, for the log. */
export class LaunchRefused extends RejoinderError {
  readonly kind = 'launch-refused';
  readonly reason: string;
  readonly detail: string;
  readonly status: 400 | 401;
  /** The registered LMS it happened with, where that is known; nobody may have proven to be it. */
  platformId: string | null = null;
  /** The session that this very launch began before, where the browser has it still. */
  sessionId: string | null = null;
  /** What the LMS itself gave for a reason, where it is certain that an LMS did. */
  lmsWords: string | null = null;

  constructor(reason: string, detail = '', status: 400 | 401 = 401) {
    super(`launch refused: ${reason}`);
    this.reason = reason;
    // Anybody may send us as much as they like; the log need not keep it.
    this.detail = detail.slice(0, 1000);
    this.status = status;
  }
}

/**
 * An LMS could not register itself. `reason` is a stable code that the page shows, with `facts` in its sentences;
 * `detail` may hold what the LMS sent, for the log alone.
 */
export class RegistrationRefused extends RejoinderError {
  readonly kind = 'registration-refused';
  readonly reason: string;
  readonly detail: string;
  readonly facts: Record<string, string | number | Date>;

  constructor(reason: string, detail = '', facts: Record<string, string | number | Date> = {}) {
    super(`registration refused: ${reason}`);
    this.reason = reason;
    this.detail = detail;
    this.facts = facts;
  }
}

type UnavailableFacts = { problem?: LmsUnavailable['problem']; retryAfterMs?: number };

/** The LMS did not answer, or not usefully; or it is at an address that the tool does not call. */
export class LmsUnavailable extends RejoinderError {
  readonly kind = 'lms-unavailable';
  readonly detail: string;
  readonly problem: 'lms-down' | 'throttled' | 'unreadable' | 'address-refused';
  /** Where it asks to be left alone for that long. */
  readonly retryAfterMs: number;

  constructor(
    detail: string,
    { problem = 'lms-down', retryAfterMs = 0, ...options }: ErrorOptions & UnavailableFacts = {},
  ) {
    super('the LMS is unavailable', options);
    this.detail = detail;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

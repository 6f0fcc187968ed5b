/** A file as the server keeps it, and as a form lists it. */
export interface KeptFile {
  id: string;
  name: string;
  /** What it is and how large, in words. */
  about: string;
  picture?: { width: number; height: number } | null;
}

/**
 * `waiting`: there is no connection; it goes on by itself once there is. `failed`: it can be tried again. `refused`: it
 * cannot.
 */
export type State = 'sending' | 'sent' | 'waiting' | 'failed' | 'refused' | 'cancelled';

export interface Where {
  /** The address files are sent to. */
  to: string;
  csrf: string;
  /** Catalogue sentences for what the server does not say itself. */
  say(name: 'noConnection' | 'failed' | 'visitEnded' | 'tooLarge', file: string): string;
}

/** More than the server takes. */
const LARGEST = 10 * 1024 * 1024;

/** One file on its way. The same id each time: what arrived without an answer is not kept twice. */
export class Transfer {
  readonly name: string;
  state: State = 'sending';
  /** 0 to 1. */
  progress = 0;
  kept: KeptFile | null = null;
  /** What to say about it where it did not arrive. */
  why = '';
  /** Told of each change. */
  changed: () => void = () => {};
  private readonly file: File;
  private readonly as: 'picture' | 'file';
  private readonly where: Where;
  private readonly fileId = crypto.randomUUID();
  private request: XMLHttpRequest | null = null;

  constructor(file: File, as: 'picture' | 'file', where: Where) {
    this.file = file;
    this.name = file.name;
    this.as = as;
    this.where = where;
    addEventListener('online', () => this.state === 'waiting' && this.send());
  }

  /** Sends it, from the beginning where it broke off. */
  send(): void {
    if (this.file.size > LARGEST) {
      this.end('refused', this.where.say('tooLarge', this.name));
      return;
    }
    this.state = 'sending';
    this.progress = 0;
    this.changed();
    const request = new XMLHttpRequest();
    this.request = request;
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      this.progress = loaded / total;
      this.changed();
    });
    request.addEventListener('load', () => this.answered(request));
    request.addEventListener('error', () => this.end('waiting', this.where.say('noConnection', this.name)));
    request.open('POST', this.where.to);
    request.send(this.body());
  }

  cancel(): void {
    this.request?.abort();
    this.end('cancelled');
  }

  /** The token stands before the file: nothing is kept of a form that is not ours. */
  private body(): FormData {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrf: this.where.csrf, as: this.as, fileId: this.fileId }))
      body.append(name, value);
    body.append('attach', this.file, this.name);
    return body;
  }

  private answered({ status, responseText }: XMLHttpRequest): void {
    if (status === 201) {
      this.kept = JSON.parse(responseText);
      this.end('sent');
    } else if (status === 422) this.end('refused', JSON.parse(responseText).error);
    else if (status === 401) this.end('failed', this.where.say('visitEnded', this.name));
    // A proxy's limit may be lower than ours.
    else if (status === 413) this.end('refused', this.where.say('tooLarge', this.name));
    else this.end('failed', this.where.say('failed', this.name));
  }

  private end(state: State, why = ''): void {
    this.state = state;
    this.why = why;
    this.changed();
  }
}

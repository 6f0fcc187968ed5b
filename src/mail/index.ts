import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailOutcome } from '../domain/mail.ts';
import { deliverBySmtp, MAIL_LIMITS } from './smtp.ts';

export interface MailAddress {
  name: string;
  address: string;
}

/** Who takes our mail, and who it is from. */
export interface MailSettings {
  /** `smtps:` is TLS from the first byte; `smtp:` turns to it by STARTTLS, except on this machine. */
  url: string;
  from: MailAddress;
}

/** A mail to one person. */
export interface Message {
  /** The same however often it is tried, so that whoever gets it twice after all has one. */
  id: string;
  to: MailAddress;
  replyTo: MailAddress | null;
  subject: string;
  text: string;
  at: Date;
}

/** The only one who knows nodemailer. */
export function createMailer({ url, from }: MailSettings, limits = MAIL_LIMITS) {
  const server = new URL(url);
  const domain = from.address.replace(/^.*@/, '');
  return {
    /**
     * Sends one mail, in less time than a worker holds it.
     * @param leaving is awaited at the last moment before its words leave; where it throws they do not
     */
    async send(
      { id, to, replyTo, subject, text, at }: Message,
      leaving: () => Promise<void>,
    ): Promise<MailOutcome> {
      const mail = new MailComposer({
        ...{ from, to, subject, text, date: at },
        messageId: `<${id}@${domain}>`,
        ...(replyTo ? { replyTo } : {}),
        // RFC 3834, section 5: no holiday notice answers it.
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      }).compile();
      const envelope = { from: from.address, to: to.address };
      return deliverBySmtp(server, { envelope, raw: await mail.build(), leaving }, limits);
    },
  };
}
export type Mailer = ReturnType<typeof createMailer>;

/** Promise: mail leaves this machine over TLS whose certificate was checked, or not at all. */
import { createTransport } from 'nodemailer';
import { type Env, isLoopbackHost } from '../env.ts';
import { type Message, oneLine } from './message.ts';

const attemptSeconds = 60;

export interface Delivery {
  /** Who has it now. */
  reached: string[];
  /** What the server said of recipients whom it will never take; null when there are none. */
  refused: string | null;
  /** What it said of those whom it may take later (a 4xx); null when there are none. */
  later: string | null;
}

/** Throws what the way to the mail server, or the server of the whole mail, said. */
export async function deliver(
  mail: Pick<Env, 'smtpUrl' | 'mailFrom' | 'publicUrl'>,
  message: Message,
  to: string[],
): Promise<Delivery> {
  const transport = createTransport(smtpOptions(mail.smtpUrl ?? ''));
  const from = senderOf(mail);
  const sending = transport.sendMail({
    ...message,
    from: { name: 'Gatehouse', address: from },
    to,
    envelope: { from, to },
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  const sent = await within(attemptSeconds, sending.catch(noneTaken));
  const errors = sent.rejectedErrors ?? [];
  const final = errors.filter(isFinal);
  const later = errors.find((error) => !isFinal(error));
  return {
    reached: to.filter((address) => !sent.rejected.includes(address)),
    refused: final[0] ? `${final.length} of ${to.length} addresses: ${briefOf(final[0])}` : null,
    later: later ? briefOf(later) : null,
  };
}

/** A server that took none of the addresses is thrown; what it said of each is an answer like another. */
function noneTaken(error: Rejection): { rejected: unknown[]; rejectedErrors: Rejection[] } {
  if (!error.rejected || !error.rejectedErrors?.length) throw error;
  return { rejected: error.rejected, rejectedErrors: error.rejectedErrors };
}

/** Greets the mail server, over TLS and with the password where they are asked for, and leaves. Throws what went wrong. */
export async function tryMailServer(smtpUrl: string): Promise<void> {
  await within(attemptSeconds, createTransport(smtpOptions(smtpUrl)).verify());
}

/**
 * Read part by part: handed over whole, a URL could switch the certificate check off in its query. STARTTLS is
 * demanded, because whoever sits between could strike its offer out of the greeting (RFC 3207 6).
 */
export function smtpOptions(smtpUrl: string) {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const local = !secure && isLoopbackHost(url.hostname);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !local,
    ignoreTLS: local,
    tls: { minVersion: 'TLSv1.2' as const, rejectUnauthorized: true },
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    dnsTimeout: 5_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** What went wrong in a line for the ledger, the log and the console; a mail server's answer may be long. */
export function briefOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error)).slice(0, 200);
}

function senderOf({ mailFrom, publicUrl }: Pick<Env, 'mailFrom' | 'publicUrl'>): string {
  return mailFrom ?? `gatehouse@${new URL(publicUrl).hostname}`;
}

interface Rejection extends Error {
  responseCode?: number;
  rejected?: unknown[];
  rejectedErrors?: Rejection[];
}

function isFinal(error: { responseCode?: number }): boolean {
  return (error.responseCode ?? 0) >= 500;
}

async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`the mail server took longer than ${seconds} s`)),
    seconds * 1000,
  );
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

import { dueWarnings } from '#lib/connections/due.ts';
import { warnCertificate } from '#lib/connections/warn-command.ts';
import { execute } from '#lib/execute.ts';
import { log } from '#lib/log.ts';
import { workerActor, workerOrigin } from './actor.ts';

/** Tells all account owners of certificates that end in 60, 30, 14 and 3 days, once each; the log says it, too. */
export async function warnCertificates(now: Date): Promise<number> {
  const due = await dueWarnings(now);
  for (const { id, fingerprint, days, text } of due) {
    await execute(warnCertificate, workerActor, { id, fingerprint }, { origin: workerOrigin, now });
    log('worker').warn({ connection: id, days }, text);
  }
  return due.length;
}

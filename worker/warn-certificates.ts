import { dueWarnings } from '#lib/connections/due.ts';
import { warnCertificate } from '#lib/connections/warn-command.ts';
import { log } from '#lib/log.ts';
import { runEach } from './run-each.ts';

/** Tells all account owners of certificates that end in 60, 30, 14 and 3 days, once each; the log says it, too. */
export async function warnCertificates(now: Date): Promise<number> {
  const due = (await dueWarnings(now)).map(({ id, fingerprint }) => ({ id, fingerprint }));
  const given = await runEach(warnCertificate, due, now);
  for (const { id, days, text } of given) log('worker').warn({ connection: id, days }, text);
  return given.length;
}

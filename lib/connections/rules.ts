/** What is decided of a connection by its words alone. Pure. */
import { env, isLoopbackHost, isLoopbackOnly } from '../env.ts';
import { Refusal } from '../errors.ts';
import type { IdpMetadata } from './metadata.ts';

/** The command, and the action of its notices. */
export const warningAction = 'connection.warn_certificate';

/** The subject of every certificate that the development IdP makes for itself. */
const devCommonName = 'Gatehouse development IdP';

/** True for metadata of the development IdP: by its address, or by a certificate that it moved elsewhere with. */
export function isDevIdp(metadata: { entityId: string; ssoUrl: string; subjects: string[] }): boolean {
  return (
    [metadata.entityId, metadata.ssoUrl].some(isLoopbackUrl) ||
    metadata.subjects.some((subject) => subject.includes(devCommonName))
  );
}

/** Throws `invalid` where others reach the console: one development IdP in the database, and it never starts again. */
export function requireNoDevIdp({ entityId, ssoUrl }: Pick<IdpMetadata, 'entityId' | 'ssoUrl'>): void {
  if (isLoopbackOnly(env())) return;
  const address = [entityId, ssoUrl].find(isLoopbackUrl);
  const sign = address ? `names ${address}, an address of one machine alone` : 'bears its certificate';
  const sentence = `This metadata is of a development IdP, where anybody signs in as anybody: it ${sign}. Other machines reach this console, so it is not taken. Give the address by which people reach their IdP.`;
  throw new Refusal('invalid', sentence, { metadata: sentence });
}

function isLoopbackUrl(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && isLoopbackHost(url.hostname);
}

/** Two people with the same page open: the second must not undo the first unseen. Throws `conflict`. */
export function requireSeen(version: number, seen: number): void {
  if (version !== seen)
    throw new Refusal(
      'conflict',
      'This connection was changed since you opened this page. Open it again, and look at what it says now.',
    );
}

/** Said by the page that enables, and by the command. */
export const notTested =
  'These settings have not passed a test sign-in yet. Go through one on the page of this connection, then enable it.';

/** Throws `invalid`, field `metadata`, for metadata of somebody else. */
export function requireSameIdp(stored: string, named: string): void {
  if (stored === named) return;
  const sentence = `This metadata is of another IdP: ${named.slice(0, 200)}. Another IdP knows other people, so it is another connection: add it.`;
  throw new Refusal('invalid', sentence, { metadata: sentence });
}

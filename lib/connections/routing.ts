import { db } from '../db/client.ts';
import { env, isLoopbackOnly } from '../env.ts';
import { canonicalEmail, domainOf } from './mapping-rules.ts';
import type { Entrance } from './queries.ts';

/** The connection for whose people the address speaks, listed or not. Its local part is not looked at: who exists is nobody's business here. */
export async function entranceFor(typed: string): Promise<Entrance | null> {
  const email = canonicalEmail(typed.trim());
  if (!email) return null;
  return db().connection.findFirst({
    where: { ...open(), emailDomains: { has: domainOf(email) } },
    select: { slug: true, name: true, kind: true },
  });
}

/** True where an e-mail address leads somewhere. */
export async function routesByEmail(): Promise<boolean> {
  const found = await db().connection.findFirst({
    where: { ...open(), emailDomains: { isEmpty: false } },
    select: { id: true },
  });
  return found !== null;
}

// A development IdP only where it can be reached from this machine alone.
function open() {
  return { enabled: true, ...(isLoopbackOnly(env()) ? {} : { kind: 'saml' as const }) };
}

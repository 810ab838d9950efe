import type { Tx } from '../db/client.ts';

/** Called inside `run` only. A development IdP that changed its name is known by the certificate it had before. */
export async function sharesCertificate(tx: Tx, certificates: string[]): Promise<boolean> {
  const known = await tx.connection.findFirst({
    where: { kind: 'dev', certificates: { hasSome: certificates } },
    select: { id: true },
  });
  return known !== null;
}

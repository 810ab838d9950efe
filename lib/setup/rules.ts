/** What holds of a set-up link, and where in the set-up somebody is. Pure. */
import { canonicalNameId } from '../operators/schema.ts';

export interface LinkFacts {
  browserDigest: string | null;
  expiresAt: Date;
  endedAt: Date | null;
  ownerEmail: string | null;
  ownerNameId: string | null;
  connectionId: string | null;
}

export function isOpen({ expiresAt, endedAt }: Pick<LinkFacts, 'expiresAt' | 'endedAt'>, now: Date): boolean {
  return endedAt === null && expiresAt > now;
}

export const steps = ['owner', 'connection', 'test'] as const;
export type SetupStep = (typeof steps)[number];

/** The first step that is not done yet: where somebody goes on whose browser or console was ended in between. */
export function stepOf({
  ownerEmail,
  connectionId,
}: Pick<LinkFacts, 'ownerEmail' | 'connectionId'>): SetupStep {
  if (!ownerEmail) return 'owner';
  return connectionId ? 'test' : 'connection';
}

/** The name by which the provider must know the owner. */
export function ownerNameOf({
  ownerEmail,
  ownerNameId,
}: Pick<LinkFacts, 'ownerEmail' | 'ownerNameId'>): string {
  return canonicalNameId(ownerNameId ?? ownerEmail ?? '');
}

import { Fingerprint, ListOrdered, Smartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Factors } from '#lib/factors/queries.ts';

export const kindIcons: Record<'passkey' | 'totp' | 'recovery_code', ReactNode> = {
  passkey: <Fingerprint />,
  totp: <Smartphone />,
  recovery_code: <ListOrdered />,
};

/** "2 passkeys, an authenticator app and 8 recovery codes", or null where there is none. */
export function factorsInWords({ passkeys, totp, recoveryCodes: { unused } }: Factors): string | null {
  const words = [
    passkeys.length > 0 && counted(passkeys.length, 'passkey'),
    totp && 'an authenticator app',
    unused > 0 && counted(unused, 'recovery code'),
  ].filter((word) => typeof word === 'string');
  if (words.length < 2) return words[0] ?? null;
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

import type { ReactNode } from 'react';
import { formatSpan } from '#components/ui/format.ts';
import type { AuditEventPage } from '#lib/audit/queries.ts';

/** How a person proved their second factor; `context` is its name, or what the provider stated. */
const kinds: Record<string, { how: string; named: boolean }> = {
  'sign-in': { how: 'At sign-in', named: false },
  idp: { how: 'At the provider, anew', named: false },
  passkey: { how: 'Passkey', named: true },
  totp: { how: 'Authenticator app', named: true },
  recovery_code: { how: 'A recovery code, now used up', named: false },
  'two-people': { how: 'Two people in break-glass', named: false },
  sealed_code: { how: 'A sealed code, now used up', named: false },
};

/** The proof that carried an event: by what, how old it was, and whether it was of this change alone. */
export function proofOf({ proof, at }: Pick<AuditEventPage, 'proof' | 'at'>): ReactNode {
  const given = read(proof);
  if (!given) return null;
  const { kind, context, binding } = given;
  const { how, named } = kinds[kind] ?? { how: kind, named: false };
  const age = formatSpan(Math.max(0, (at.getTime() - Date.parse(given.at)) / 1000));
  const isTold = context !== null && !kind.endsWith('_code');
  return (
    <>
      <span>
        {how}
        {named && isTold ? <b className="[overflow-wrap:anywhere]"> {context}</b> : null}, {age} before
      </span>
      {!named && isTold ? (
        <span className="mono block text-ink-3 [overflow-wrap:anywhere]">{context}</span>
      ) : null}
      {binding ? (
        <span className="block">
          for this change alone{' '}
          <span className="mono text-ink-3" title={`sha256 of the change: ${binding}`}>
            {binding.slice(0, 12)}
          </span>
        </span>
      ) : null}
    </>
  );
}

interface Proof {
  kind: string;
  at: string;
  context: string | null;
  binding: string | null;
}

// Older events keep what was stored then; they must still be readable.
function read(proof: unknown): Proof | null {
  if (typeof proof !== 'object' || proof === null) return null;
  const fields = proof as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null);
  const at = text('at');
  if (!at || Number.isNaN(Date.parse(at))) return null;
  return { kind: text('kind') ?? 'sign-in', at, context: text('context'), binding: text('binding') };
}

import { Fingerprint, RotateCcwKey } from 'lucide-react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Time } from '#components/ui/time.tsx';
import type { FactorRow, Factors } from '#lib/factors/queries.ts';
import { counted, kindIcons } from './factor-words.tsx';

interface PersonFactorsProps {
  factors: Factors;
  /** Null: never permitted, or nothing to reset. `blocked`: permitted, but not of this person, and why. */
  reset: { href: string; blocked: string | null } | null;
  now: Date;
}

/** What somebody else proves themselves with; nothing of it can be used, only ended. */
export function PersonFactors({ factors, reset, now }: PersonFactorsProps) {
  const { passkeys, totp, recoveryCodes } = factors;
  const rows = totp ? [...passkeys, totp] : passkeys;
  return (
    <Panel
      title="Second factors"
      footer={
        reset?.blocked ? (
          <span className="grid justify-items-start gap-2">
            {reset.blocked}
            <Button size="sm" icon={<RotateCcwKey />} disabled>
              Reset second factors…
            </Button>
          </span>
        ) : reset ? (
          <LinkButton size="sm" variant="text-red" icon={<RotateCcwKey />} href={reset.href}>
            Reset second factors…
          </LinkButton>
        ) : null
      }
    >
      {rows.length === 0 && recoveryCodes.unused === 0 ? (
        <Empty title="None of their own" art={<Fingerprint />}>
          They prove it at their provider.
        </Empty>
      ) : (
        <Rows label="Second factors" inline>
          {rows.map((row) => (
            <PersonFactor key={row.id} factor={row} now={now} />
          ))}
          {recoveryCodes.unused > 0 ? (
            <RowItem
              mark={<span className="text-ink-3">{kindIcons.recovery_code}</span>}
              title={`${counted(recoveryCodes.unused, 'recovery code')} unused`}
              detail={
                recoveryCodes.madeAt ? (
                  <>
                    since <Time at={recoveryCodes.madeAt} now={now} />
                  </>
                ) : null
              }
            />
          ) : null}
        </Rows>
      )}
    </Panel>
  );
}

function PersonFactor({ factor, now }: { factor: FactorRow; now: Date }) {
  return (
    <RowItem
      mark={<span className="text-ink-3">{kindIcons[factor.kind]}</span>}
      title={<span title={factor.name}>{factor.name}</span>}
      detail={
        <>
          {factor.kind === 'passkey' ? 'passkey' : 'authenticator app'} ·{' '}
          {factor.lastUsedAt ? (
            <>
              used <Time at={factor.lastUsedAt} now={now} />
            </>
          ) : (
            'not used yet'
          )}{' '}
          · since <Time at={factor.createdAt} now={now} />
        </>
      }
    />
  );
}

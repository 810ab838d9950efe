import { Fingerprint, ListOrdered, Pencil, Plus, Smartphone, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Time } from '#components/ui/time.tsx';
import type { FactorRow, Factors } from '#lib/factors/queries.ts';
import { paths } from '#lib/paths.ts';
import { kindIcons } from './factor-words.tsx';

interface OwnFactorsProps {
  factors: Factors;
  now: Date;
}

/** First of all: why one of one's own, and which. */
export function NoFactorYet({ provider }: { provider: string }) {
  return (
    <Panel label="Your second factors">
      <Empty
        title="No second factor of your own yet"
        actions={
          <>
            <LinkButton variant="primary" icon={<Fingerprint />} href={paths.newPasskey}>
              Add a passkey
            </LinkButton>
            <LinkButton variant="quiet" icon={<Smartphone />} href={paths.newAuthenticatorApp}>
              Add an authenticator app
            </LinkButton>
          </>
        }
      >
        Until then every critical change sends you to {provider}. A passkey is best: one touch, nothing to
        type, and no look-alike page can use it, since it answers to this address alone.
      </Empty>
    </Panel>
  );
}

export function PasskeysPanel({ factors: { passkeys }, now }: OwnFactorsProps) {
  return (
    <Panel
      title="Passkeys"
      aside={passkeys.length > 0 ? passkeys.length : null}
      end={<Add href={paths.newPasskey}>Add a passkey</Add>}
    >
      {passkeys.length === 0 ? (
        <Empty title="No passkey yet" art={<Fingerprint />}>
          One touch instead of six digits, and no look-alike page can use it.
        </Empty>
      ) : (
        <Rows label="Passkeys">
          {passkeys.map((factor) => (
            <Row key={factor.id} factor={factor} now={now} />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

export function AppPanel({ factors: { totp }, now }: OwnFactorsProps) {
  return (
    <Panel
      title="Authenticator app"
      end={totp ? null : <Add href={paths.newAuthenticatorApp}>Add an app</Add>}
    >
      {totp ? (
        <Rows label="Authenticator app">
          <Row factor={totp} now={now} />
        </Rows>
      ) : (
        <Empty title="No authenticator app" art={<Smartphone />}>
          Six digits from your phone, for where no passkey is at hand.
        </Empty>
      )}
    </Panel>
  );
}

export function RecoveryCodesPanel({ factors: { passkeys, totp, recoveryCodes }, now }: OwnFactorsProps) {
  const { unused, used, madeAt } = recoveryCodes;
  const mayMake = passkeys.length > 0 || totp !== null;
  return (
    <Panel
      title="Recovery codes"
      end={
        mayMake ? (
          <LinkButton size="sm" icon={<ListOrdered />} href={paths.newRecoveryCodes}>
            {unused > 0 ? 'Make new ones…' : 'Make ten codes…'}
          </LinkButton>
        ) : null
      }
    >
      {unused === 0 ? (
        <Empty title={used > 0 ? 'All codes are used' : 'No recovery codes'} art={<ListOrdered />}>
          {mayMake
            ? 'Ten codes on paper let you in when your device is lost. Otherwise somebody has to reset your factors.'
            : 'They stand in for a passkey or an app: add one of these first.'}
        </Empty>
      ) : (
        <Rows label="Recovery codes">
          <RowItem
            mark={<span className="text-ink-3">{kindIcons.recovery_code}</span>}
            title={
              <>
                {unused} of {unused + used} left
              </>
            }
            detail={
              madeAt ? (
                <>
                  made <Time at={madeAt} now={now} />, each good for one time
                </>
              ) : null
            }
          />
        </Rows>
      )}
    </Panel>
  );
}

function Row({ factor, now }: { factor: FactorRow; now: Date }) {
  const { id, kind, name } = factor;
  return (
    <RowItem
      mark={<span className="text-ink-3">{kindIcons[kind]}</span>}
      title={<span title={name}>{name}</span>}
      detail={
        <>
          added <Time at={factor.createdAt} now={now} /> ·{' '}
          {factor.lastUsedAt ? (
            <>
              used <Time at={factor.lastUsedAt} now={now} />
            </>
          ) : (
            'not used yet'
          )}
          {factor.backedUp ? ' · kept on several devices' : null}
        </>
      }
      end={
        <>
          <LinkButton size="sm" icon={<Pencil />} href={paths.factorVerb(id, 'rename')}>
            Rename<span className="sr-only"> {name}</span>
          </LinkButton>
          <LinkButton size="sm" icon={<Trash2 />} variant="text-red" href={paths.factorVerb(id, 'remove')}>
            Remove…<span className="sr-only"> {name}</span>
          </LinkButton>
        </>
      }
    />
  );
}

function Add({ href, children }: { href: string; children: ReactNode }) {
  return (
    <LinkButton size="sm" icon={<Plus />} href={href}>
      {children}
    </LinkButton>
  );
}

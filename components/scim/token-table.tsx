import { Cable, KeySquare } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { relativeTime, utcDay } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import { paths } from '#lib/paths.ts';
import type { ScimTokenRow } from '#lib/scim/console-queries.ts';

interface TokenTableProps {
  connectionId: string;
  tokens: ScimTokenRow[];
  mayEnd: boolean;
  now: Date;
}

/** The tokens of a connection: what each may keep, until when, and when it was used last. */
export function TokenTable({ connectionId, tokens, mayEnd, now }: TokenTableProps) {
  const active = tokens.filter((token) => token.state === 'active').length;
  return (
    <Panel title="Tokens" aside={tokens.length > 0 ? `${active} in force` : undefined}>
      {tokens.length === 0 ? (
        <Empty title="No token yet" art={<Cable />}>
          A directory that keeps people here brings a token of this connection. Without one, nobody is
          provisioned.
        </Empty>
      ) : (
        <Rows label="Tokens">
          {tokens.map((token) => (
            <RowItem
              key={token.id}
              mark={<KeySquare className="text-ink-3" />}
              ended={token.state !== 'active'}
              title={token.name}
              detail={<Detail token={token} now={now} />}
              end={
                <>
                  <TokenState token={token} now={now} />
                  {mayEnd && token.state === 'active' ? (
                    <LinkButton
                      size="sm"
                      variant="text-red"
                      href={paths.endScimToken(connectionId, token.id)}
                    >
                      End…<span className="sr-only"> {token.name}</span>
                    </LinkButton>
                  ) : null}
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function Detail({ token, now }: { token: ScimTokenRow; now: Date }) {
  const { scopes, by, lastUsedAt, lastAddress } = token;
  const used = lastUsedAt ? `used ${relativeTime(lastUsedAt, now)} from ${lastAddress}` : 'never used';
  return `${scopes.join(' and ')} · ${used}${by ? ` · made by ${by}` : ''}`;
}

function TokenState({ token: { state, expiresAt, endedAt }, now }: { token: ScimTokenRow; now: Date }) {
  if (state === 'ended') return <State tone="dim">Ended{endedAt ? ` ${utcDay(endedAt)}` : ''}</State>;
  if (state === 'expired') return <State tone="bad">Expired {utcDay(expiresAt)}</State>;
  const days = (expiresAt.getTime() - now.getTime()) / 86_400_000;
  return (
    <State tone={days < 14 ? 'warn' : 'ok'} aside={`until ${utcDay(expiresAt)}`}>
      Active
    </State>
  );
}

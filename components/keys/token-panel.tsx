import { Ban, Hourglass } from 'lucide-react';
import { Meter } from '#components/ui/bars.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { formatCount, utcMinute } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { KeyPage } from '#lib/keys/queries.ts';
import type { readKeyTraffic } from '#lib/keys/traffic.ts';
import { RotationTimeline } from './rotation-timeline.tsx';

export type KeyTraffic = NonNullable<Awaited<ReturnType<typeof readKeyTraffic>>>;
type Token = KeyPage['tokens'][number];

interface TokenPanelProps {
  page: KeyPage;
  /** Null for whoever may not read it: then nothing is said of calls. */
  traffic: KeyTraffic | null;
  now: Date;
}

/** The one token of a key, or both during a rotation with their time and their calls. */
export function TokenPanel({ page, traffic, now }: TokenPanelProps) {
  const { tokens, expiresAt, shown } = page;
  const passes = shown === 'active' || shown === 'rotation';
  const current = tokens.find((token) => token.state === 'current');
  const old = tokens.find((token) => token.state === 'deprecated');
  const isRotating = current && old?.endsAt;
  return (
    <Panel
      title={old ? 'Rotation' : 'Token'}
      aside={isRotating ? dayOf(current.createdAt, old.endsAt as Date, now) : null}
      end={isRotating ? <Legend /> : null}
    >
      {isRotating ? (
        <RotationTimeline
          oldToken={{ ...old, endsAt: old.endsAt as Date }}
          newToken={current}
          keyExpiresAt={expiresAt}
          now={now}
        />
      ) : null}
      <Tokens tokens={tokens} traffic={traffic} passes={passes} now={now} ruled={Boolean(isRotating)} />
    </Panel>
  );
}

function Legend() {
  return (
    <div className="legend">
      <span>
        <i className="sw allow" />
        New token
      </span>
      <span>
        <i className="sw old" />
        Old token
      </span>
    </div>
  );
}

interface TokensProps {
  tokens: Token[];
  traffic: KeyTraffic | null;
  passes: boolean;
  now: Date;
}

function Tokens({ tokens, traffic, passes, now, ruled }: TokensProps & { ruled: boolean }) {
  const called = (id: string) => traffic?.tokens[id]?.calls24h ?? 0;
  const total = tokens.reduce((sum, { id }) => sum + called(id), 0);
  const share = (id: string) => (total > 0 ? called(id) / total : 0);
  const sharesShown = ruled && traffic !== null;
  return (
    <div className={ruled ? 'border-t border-line' : undefined}>
      <Table
        label="Tokens"
        columns={[
          'w-[148px]',
          '',
          ...(sharesShown ? ['w-[148px]'] : []),
          ...(traffic ? ['w-[84px]', 'w-[140px]', 'w-[104px]'] : []),
        ]}
        minWidth={traffic ? 'min-w-[760px]' : 'min-w-[360px]'}
        narrow={<NarrowTokens tokens={tokens} traffic={traffic} passes={passes} now={now} />}
      >
        <thead>
          <tr>
            <Th>Token id</Th>
            <Th>State</Th>
            {sharesShown ? <Th>Share of calls</Th> : null}
            {traffic ? (
              <>
                <Th num>Calls 24 h</Th>
                <Th>Last address</Th>
                <Th num>Last call</Th>
              </>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <Tr key={token.id}>
              <Td>
                <span className="flex items-center gap-0.5">
                  <span className="mono">{token.id}</span>
                  <CopyButton icon value={token.id} label={`Copy the token id ${token.id}`} />
                </span>
              </Td>
              <Td>
                <TokenState token={token} passes={passes} now={now} />
              </Td>
              {sharesShown ? <ShareCell state={token.state} share={share(token.id)} /> : null}
              {traffic ? <CallCells used={traffic.tokens[token.id]} now={now} /> : null}
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function CallCells({ used, now }: { used: KeyTraffic['tokens'][string] | undefined; now: Date }) {
  return (
    <>
      <Td num>{formatCount(used?.calls24h ?? 0)}</Td>
      <Td title={used?.lastAddress}>{used ? <span className="mono">{used.lastAddress}</span> : <Never />}</Td>
      <Td num>{used ? <Time at={used.lastCallAt} now={now} /> : <Never />}</Td>
    </>
  );
}

function ShareCell({ state, share }: { state: Token['state']; share: number }) {
  return (
    <Td>
      <span className="flex items-center gap-2">
        <span className="w-20">
          <Meter
            label={`${percent(share)} of the calls`}
            parts={[{ tone: state === 'current' ? 'allow' : 'old', share }]}
          />
        </span>
        <span className="text-12 text-ink-3">{percent(share)}</span>
      </span>
    </Td>
  );
}

function NarrowTokens({ tokens, traffic, passes, now }: TokensProps) {
  return (
    <Rows label="Tokens">
      {tokens.map((token) => {
        const used = traffic?.tokens[token.id];
        return (
          <RowItem
            key={token.id}
            title={<span className="mono">{token.id}</span>}
            detail={
              traffic &&
              (used
                ? `${formatCount(used.calls24h)} calls in 24 h, last from ${used.lastAddress}`
                : 'never used in the last 24 h')
            }
            end={<TokenState token={token} passes={passes} now={now} />}
          />
        );
      })}
    </Rows>
  );
}

/** A token passes no longer than its key does. */
function TokenState({ token, passes, now }: { token: Token; passes: boolean; now: Date }) {
  if (!passes)
    return (
      <State tone="dim" icon={<Ban />} aside="refused">
        {token.state === 'current' ? 'Current' : 'Deprecated'}
      </State>
    );
  if (token.state === 'current') return <State tone="ok">Current</State>;
  if (!token.endsAt) return <State tone="warn">Deprecated</State>;
  const isOver = token.endsAt <= now;
  return (
    <span title={utcMinute(token.endsAt)}>
      <State
        tone="warn"
        icon={<Hourglass />}
        aside={
          <>
            {isOver ? 'ended ' : 'ends '}
            <Time at={token.endsAt} now={now} />
          </>
        }
      >
        Deprecated
      </State>
    </span>
  );
}

function Never() {
  return <span className="text-ink-3">never</span>;
}

const percent = (share: number) =>
  `${share === 0 || share === 1 ? share * 100 : (share * 100).toFixed(1)}\u00a0%`;

function dayOf(from: Date, to: Date, now: Date): string {
  const day = 86_400_000;
  const all = Math.ceil((to.getTime() - from.getTime()) / day);
  if (all <= 1) return 'one day or less';
  return `day ${Math.min(all, Math.floor((now.getTime() - from.getTime()) / day) + 1)} of ${all}`;
}

import { Facts, Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ServiceAccountPage } from '#lib/service-accounts/queries.ts';

export function AccountFacts({ account, now }: { account: ServiceAccountPage; now: Date }) {
  const { application, behind, lastUsedAt, lastAddress, tokens } = account;
  const old = tokens.find(({ state }) => state === 'deprecated');
  return (
    <Panel title="This account" end="Times in UTC">
      <Facts
        items={[
          { label: 'Owner', value: application.owner.name },
          { label: 'Application', value: application.name },
          { label: 'Stands behind it', value: behind },
          { label: 'Created', value: <Time at={account.createdAt} now={now} /> },
          { label: 'Expires', value: <Time at={account.expiresAt} now={now} /> },
          { label: 'Ended', value: account.endedAt && <Time at={account.endedAt} now={now} /> },
          { label: 'Reason', value: account.endReason },
          {
            label: 'Last used',
            value: lastUsedAt ? (
              <>
                <Time at={lastUsedAt} now={now} /> from <span className="mono">{lastAddress}</span>
              </>
            ) : (
              <span className="text-ink-3">never</span>
            ),
          },
          {
            label: 'Token id',
            value: <span className="mono">{tokens.find(({ state }) => state === 'current')?.id}</span>,
          },
          {
            label: 'Old token',
            value: old?.endsAt && (
              <>
                <span className="mono">{old.id}</span> passes, ends <Time at={old.endsAt} now={now} />
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}

import { relativeTime, utcInstant } from '#components/ui/format.ts';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { Tag } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import type { KeyPage } from '#lib/keys/queries.ts';
import { kindWord, ListModeState } from './key-words.tsx';
import { yearWord } from './time-axis.ts';

interface KeyFactsProps {
  page: KeyPage;
  /** Of the call before now, with any of its tokens. */
  lastAddress: string | null;
  now: Date;
}

export function KeyFacts({ page, lastAddress, now }: KeyFactsProps) {
  const { application, allowList, scopes } = page;
  const entries = allowList?.entries.length ?? 0;
  return (
    <Panel title="This key" end="Times in UTC">
      <Facts
        items={[
          { label: 'Owner', value: application.owner },
          { label: 'Deputy', value: application.deputy },
          { label: 'Kind', value: kindWord[page.kind] },
          { label: 'Created', value: <Instant at={page.createdAt} now={now} /> },
          { label: 'Expires', value: <Instant at={page.expiresAt} now={now} /> },
          { label: 'Ended', value: page.endedAt && <Instant at={page.endedAt} now={now} /> },
          { label: 'Reason', value: page.endReason },
          {
            label: 'Last used',
            value:
              page.calls24h === null ? null : page.lastCallAt ? (
                <>
                  <Time at={page.lastCallAt} now={now} />
                  {lastAddress ? (
                    <>
                      {' from '}
                      <span className="mono">{lastAddress}</span>
                    </>
                  ) : null}
                </>
              ) : (
                <span className="text-ink-3">never</span>
              ),
          },
          {
            label: 'Allow-list',
            value: (
              <ListModeState
                mode={allowList?.mode ?? 'off'}
                aside={`${entries} ${entries === 1 ? 'entry' : 'entries'}`}
              />
            ),
          },
          {
            label: 'Scopes',
            value: (
              <span className="flex flex-wrap gap-1">
                {scopes.map((scope) => (
                  <Tag key={scope}>{scope}</Tag>
                ))}
              </span>
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Instant({ at, now }: { at: Date; now: Date }) {
  return (
    <>
      <span title={utcInstant(at)}>
        {yearWord(at)}, {at.toISOString().slice(11, 16)}
      </span>{' '}
      <span className="whitespace-nowrap text-ink-3">{relativeTime(at, now)}</span>
    </>
  );
}

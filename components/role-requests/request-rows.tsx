import { Hourglass } from 'lucide-react';
import Link from 'next/link';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State, Tag } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';

export interface RequestLine {
  id: string;
  /** "Security officer in Production for 4 hours" */
  wish: string;
  who: string;
  reason: string;
  state: string;
  source: string;
  requestedAt: Date;
  expiresAt: Date;
  decidedAt: Date | null;
  /** Waits for the reader. */
  isTheirs: boolean;
}

const words: Record<string, { tone: 'ok' | 'warn' | 'bad' | 'dim'; word: string }> = {
  waiting: { tone: 'warn', word: 'Waiting' },
  granted: { tone: 'ok', word: 'Granted' },
  declined: { tone: 'bad', word: 'Declined' },
  withdrawn: { tone: 'dim', word: 'Withdrawn' },
  expired: { tone: 'dim', word: 'Expired' },
};

export function RequestState({ state }: { state: string }) {
  const { tone, word } = words[state] ?? { tone: 'dim' as const, word: state };
  return <State tone={tone}>{word}</State>;
}

export function RoleRequestRows({ label, rows, now }: { label: string; rows: RequestLine[]; now: Date }) {
  return (
    <Rows label={label}>
      {rows.map((row) => (
        <RowItem
          key={row.id}
          ended={row.state === 'withdrawn' || row.state === 'expired'}
          mark={<Hourglass className="text-ink-3" />}
          title={
            <>
              <Link className="name" href={paths.roleRequest(row.id)}>
                {row.wish}
              </Link>{' '}
              {row.source === 'asked' ? null : <Tag>by a group</Tag>}{' '}
              {row.isTheirs ? <Tag>yours to decide</Tag> : null}
            </>
          }
          detail={
            <span className="whitespace-normal">
              {row.who ? `${row.who} · ` : ''}“{row.reason}”
            </span>
          }
          end={
            <>
              <RequestState state={row.state} />
              <span className="text-ink-3">
                <Time at={row.decidedAt ?? row.requestedAt} now={now} unfocusable />
              </span>
            </>
          }
        />
      ))}
    </Rows>
  );
}

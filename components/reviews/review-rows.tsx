import { ClipboardCheck } from 'lucide-react';
import Link from 'next/link';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import { paths } from '#lib/paths.ts';
import type { ReviewRow } from '#lib/reviews/queries.ts';
import { stateWords } from './review-words.ts';

const states = {
  open: { tone: 'warn', label: 'Open' },
  due: { tone: 'bad', label: 'Due' },
  settled: { tone: 'warn', label: 'Settled' },
  closed: { tone: 'dim', label: 'Closed' },
  cancelled: { tone: 'dim', label: 'Cancelled' },
} as const;

export function ReviewRows({ rows, now }: { rows: ReviewRow[]; now: Date }) {
  return (
    <Rows label="Access reviews">
      {rows.map((row) => (
        <RowItem
          key={row.id}
          mark={<ClipboardCheck />}
          ended={row.state === 'closed' || row.state === 'cancelled'}
          title={
            <Link className="name cut" href={paths.review(row.id)} prefetch={false}>
              {row.name}
            </Link>
          }
          detail={`${stateWords(row, now)} · started by ${row.startedByName}`}
          end={<State tone={states[row.state].tone}>{states[row.state].label}</State>}
        />
      ))}
    </Rows>
  );
}

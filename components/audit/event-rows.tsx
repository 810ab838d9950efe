import { Ban, Check } from 'lucide-react';
import Link from 'next/link';
import { Fragment } from 'react';
import { utcDay, utcInstant } from '#components/ui/format.ts';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import type { AuditRow } from '#lib/audit/queries.ts';

interface EventRowsProps {
  rows: AuditRow[];
  /** The event whose drawer is open. */
  open: bigint | null;
  hrefOf(number: bigint): string;
  now: Date;
}

/** The trail: time, who, what. A row opens its event beside the list; narrow, above it. */
export function EventRows(props: EventRowsProps) {
  const { rows, open, hrefOf } = props;
  return (
    <Table
      label="Audit events"
      columns={['w-[84px]', 'w-[112px] wide:w-[160px]', '']}
      minWidth="min-w-[420px] wide:min-w-[560px]"
      narrow={<NarrowRows {...props} />}
    >
      <thead>
        <tr>
          <Th>Time</Th>
          <Th>Who</Th>
          <Th>What</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <Fragment key={String(row.number)}>
            {beginsDay(props, index) ? <DayRow at={row.at} /> : null}
            <Tr selected={row.number === open}>
              <Td className="text-ink-3">
                <time dateTime={row.at.toISOString()} title={utcInstant(row.at)}>
                  {row.at.toISOString().slice(11, 19)}
                </time>
              </Td>
              <Td title={row.actorName}>
                <Who row={row} />
              </Td>
              <Td>
                <Link
                  className="row"
                  href={hrefOf(row.number)}
                  prefetch={false}
                  scroll={false}
                  aria-current={row.number === open ? 'true' : undefined}
                  title={row.summary}
                >
                  <Outcome row={row} />
                  <span className="mono text-ink">{row.action}</span>
                  <span className="cut">{row.summary}</span>
                </Link>
              </Td>
            </Tr>
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowRows({ rows, hrefOf, now }: EventRowsProps) {
  return (
    <Rows label="Audit events" inline>
      {rows.map((row) => (
        <RowItem
          key={String(row.number)}
          mark={<Outcome row={row} />}
          title={
            <Link href={`${hrefOf(row.number)}#event`} prefetch={false}>
              <span className="mono">{row.action}</span>
            </Link>
          }
          detail={
            <>
              <Who row={row} /> · {row.summary}
            </>
          }
          end={
            <time className="text-ink-3" dateTime={row.at.toISOString()} title={utcInstant(row.at)}>
              {sameDay(row.at, now) ? '' : `${utcDay(row.at).slice(4, -5)}, `}
              {row.at.toISOString().slice(11, 19)}
            </time>
          }
        />
      ))}
    </Rows>
  );
}

function Who({ row }: { row: AuditRow }) {
  if (row.actorKind === 'anonymous') return <span className="text-ink-3">not signed in</span>;
  return <span className="cut text-ink">{row.actorName}</span>;
}

function Outcome({ row }: { row: AuditRow }) {
  return row.outcome === 'refused' ? (
    <Ban className="s text-bad" role="img" aria-label="Refused" />
  ) : (
    <Check className="s text-ink-3" role="img" aria-label="Done" />
  );
}

function DayRow({ at }: { at: Date }) {
  return (
    <tr>
      <th colSpan={3} scope="rowgroup">
        {utcDay(at)}
      </th>
    </tr>
  );
}

function beginsDay({ rows, now }: EventRowsProps, index: number): boolean {
  const [row, above] = [rows[index], rows[index - 1]];
  if (!row) return false;
  return !sameDay(row.at, above?.at ?? now);
}

function sameDay(a: Date, b: Date): boolean {
  return a.toISOString().slice(0, 10) === b.toISOString().slice(0, 10);
}

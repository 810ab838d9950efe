import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { Empty } from '#components/ui/empty.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';

export interface DecisionRow {
  reference: string;
  at: Date;
  /** The reason in words. */
  why: string;
  keyName: string | null;
  sourceAddress: string;
  /** "POST /v1/checks" */
  what: string;
  count: number;
}

/** The newest refusals, each leading to its explanation. */
export function DecisionList({ rows, now }: { rows: DecisionRow[]; now: Date }) {
  if (rows.length === 0) {
    return (
      <Panel title="Latest refusals">
        <Empty title="Nothing was refused" art={<CircleCheck />} tone="ok">
          Each call that the gate refuses stands here within a second, with its reference.
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel title="Latest refusals" aside={`the newest ${rows.length}`} end="Times in UTC">
      <Table
        label="Latest refusals"
        columns={['w-[212px]', '', 'w-[200px]', 'w-[148px]', 'w-[200px]', 'w-[72px]', 'w-[104px]']}
        minWidth="min-w-[1120px]"
        narrow={<NarrowDecisions rows={rows} now={now} />}
      >
        <thead>
          <tr>
            <Th>Reference</Th>
            <Th>Why</Th>
            <Th>Key</Th>
            <Th>From</Th>
            <Th>Call</Th>
            <Th num>Alike</Th>
            <Th num>When</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Tr key={row.reference}>
              <Td>
                <Link className="mono link" href={paths.whyReference(row.reference)} prefetch={false}>
                  {row.reference}
                </Link>
              </Td>
              <Td title={row.why}>{row.why}</Td>
              <Td title={row.keyName ?? undefined}>
                {row.keyName ?? <span className="text-ink-3">none</span>}
              </Td>
              <Td title={row.sourceAddress}>
                <span className="mono">{row.sourceAddress}</span>
              </Td>
              <Td title={row.what}>
                <span className="mono">{row.what}</span>
              </Td>
              <Td num>{row.count > 1 ? formatCount(row.count) : ''}</Td>
              <Td num>
                <Time at={row.at} now={now} unfocusable />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

function NarrowDecisions({ rows, now }: { rows: DecisionRow[]; now: Date }) {
  return (
    <Rows label="Latest refusals">
      {rows.map((row) => (
        <RowItem
          key={row.reference}
          title={<Link href={paths.whyReference(row.reference)}>{row.why}</Link>}
          detail={
            <>
              {row.keyName ? `${row.keyName} · ` : null}
              <span className="mono">{row.sourceAddress}</span>
            </>
          }
          end={
            <>
              <span className="mono text-ink-3">{row.reference}</span>
              <Time at={row.at} now={now} unfocusable />
            </>
          }
        />
      ))}
    </Rows>
  );
}

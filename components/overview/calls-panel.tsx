import Link from 'next/link';
import { Figures, UpDownChart, UpDownLegend } from '#components/ui/chart.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { paths } from '#lib/paths.ts';
import { begun, type Calls, clock, deniedShare, sayCalls, unusualFrom } from './calls.ts';

const ticks = ['00:00', '04:00', '08:00', '12:00', '16:00', '20:00', '24:00'];

export function CallsPanel({ calls, asTable }: { calls: Calls; asTable: boolean }) {
  return (
    <Panel
      title="Calls today"
      aside="per 15 min, UTC"
      end={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {asTable ? null : <UpDownLegend />}
          <Link className="link" href={asTable ? paths.overview : '/?calls=table'} scroll={false}>
            {asTable ? 'As a chart' : 'As a table'}
          </Link>
        </div>
      }
    >
      <Figures items={figuresOf(calls)} />
      {asTable ? <CallsTable calls={calls} /> : <CallsChart calls={calls} />}
    </Panel>
  );
}

function figuresOf(calls: Calls) {
  const share = deniedShare(calls);
  return [
    { label: 'Allowed', value: formatCount(calls.allowed) },
    { label: 'Denied', value: formatCount(calls.denied), ...(share && { unit: share }) },
    {
      label: 'Keys in use',
      value: formatCount(calls.keysInUse),
      unit: `of ${formatCount(calls.keysActive)} active`,
    },
  ];
}

function CallsChart({ calls }: { calls: Calls }) {
  const slots = begun(calls);
  const unusual = unusualFrom(slots);
  return (
    // Narrow, there is room for every second hour only.
    <div className="p-4 pt-2 max-narrow:[&_.x_span:nth-child(even)]:invisible">
      <UpDownChart
        label={sayCalls(calls)}
        buckets={slots.map(({ allowed, denied }) => ({
          up: allowed,
          down: denied,
          unusual: denied > unusual,
        }))}
        spans={calls.slots.length}
        ticks={ticks}
      />
    </div>
  );
}

function CallsTable({ calls }: { calls: Calls }) {
  const slots = begun(calls)
    .filter(({ allowed, denied }) => allowed + denied > 0)
    .reverse();
  if (slots.length === 0)
    return (
      <p className="px-4 pb-4 text-13 text-ink-3">No call since midnight, so there is no row to show.</p>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <div className="max-h-60 overflow-y-auto border-t border-line" tabIndex={0}>
      <Table label="Calls today, per 15 minutes">
        <thead>
          <tr>
            <Th>From</Th>
            <Th num>Allowed</Th>
            <Th num>Denied</Th>
          </tr>
        </thead>
        <tbody>
          {slots.map(({ at, allowed, denied }) => (
            <Tr key={at.toISOString()}>
              <Td>{clock(at)}</Td>
              <Td num>{formatCount(allowed)}</Td>
              <Td num>{formatCount(denied)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

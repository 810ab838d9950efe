import { Activity } from 'lucide-react';
import { UpDownChart, UpDownLegend } from '#components/ui/chart.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import type { KeyTraffic } from './token-panel.tsx';

type Slot = KeyTraffic['slots'][number];

const clock = (at: Date) => at.toISOString().slice(11, 16);

/** Calls of the last 24 h per 30 minutes. */
export function TrafficPanel({ slots }: { slots: Slot[] }) {
  const sum = (of: 'allowed' | 'denied') => slots.reduce((all, slot) => all + slot[of], 0);
  const [allowed, denied] = [sum('allowed'), sum('denied')];
  if (allowed + denied === 0) {
    return (
      <Panel title="Calls, last 24 h">
        <Empty title="No calls in the last 24 h" art={<Activity />}>
          Each call that the gate judges with this key is counted here within seconds.
        </Empty>
      </Panel>
    );
  }
  const unusual = unusualFrom(slots);
  const every = [0, 12, 24, 36].map((index) => slots[index]).filter((slot) => slot !== undefined);
  return (
    <Panel
      title="Calls, last 24 h"
      aside="per 30 min, UTC"
      end={
        <UpDownLegend
          up={`Allowed ${formatCount(allowed)}`}
          down={`Denied ${formatCount(denied)}, own scale`}
        />
      }
    >
      <div className="p-4">
        <UpDownChart
          label={said(slots, allowed, denied)}
          buckets={slots.map((slot) => ({
            up: slot.allowed,
            down: slot.denied,
            unusual: slot.denied >= unusual,
          }))}
          ticks={[...every.map(({ at }) => clock(at)), 'now']}
          size="short"
        />
      </div>
    </Panel>
  );
}

// More than four times the day's middle, and more than a handful: a spike that must read without colour.
function unusualFrom(slots: Slot[]): number {
  const denied = slots.map((slot) => slot.denied).filter((count) => count > 0);
  denied.sort((a, b) => a - b);
  return Math.max(10, 4 * (denied[Math.floor(denied.length / 2)] ?? 0));
}

function said(slots: Slot[], allowed: number, denied: number): string {
  const most = slots.reduce((best, slot) => (slot.allowed > best.allowed ? slot : best));
  return `Calls with this key in the last 24 hours: ${formatCount(allowed)} allowed, at most ${formatCount(most.allowed)} in the half hour from ${clock(most.at)} UTC, and ${formatCount(denied)} denied.`;
}

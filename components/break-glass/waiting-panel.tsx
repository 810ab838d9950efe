import { CopyButton } from '#components/ui/copy-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { Seat } from '#lib/break-glass/seat.ts';

interface WaitingPanelProps {
  seat: Seat;
  /** Who else is named. */
  others: { name: string }[];
  address: string;
}

/** The first person's screen: what to say on the phone, in the order in which it is done. */
export function WaitingPanel({ seat, others, address }: WaitingPanelProps) {
  const who = others.map(({ name }) => name).join(' or ') || 'the second named person';
  const mode = seat.drill ? 'A drill' : 'The real thing';
  return (
    <Panel title={`Call ${who} now`} pad>
      <ol className="grid list-decimal gap-3 pl-5 text-13 text-ink-2">
        <li>
          On a device of their own they open
          <span className="mt-1 flex items-center gap-2">
            <span className="mono break-all text-ink">{address}</span>
            <CopyButton icon size="sm" label="Copy the address" value={address} />
          </span>
        </li>
        <li>
          They choose <b className="text-ink">{mode}</b>, as you did, and say why.
        </li>
        <li>They prove themselves with their passkey, or with the next code of their sheet.</li>
      </ol>
      <p className="mt-4 text-12 text-ink-3" role="status">
        This page goes on by itself once they are in. Keep it open: it is your seat.
      </p>
    </Panel>
  );
}

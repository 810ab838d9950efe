import { proofOf } from '#components/audit/proof-words.tsx';
import { type Change, Diff } from '#components/ui/diff.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { Time } from '#components/ui/time.tsx';

/** What will change, as it was frozen when it was asked for. */
export function ChangePanel({ summary, changes }: { summary: string; changes: Change[] }) {
  return (
    <Panel title="What it changes">
      <p className="border-b border-line px-4 py-3 text-13 [overflow-wrap:anywhere]">
        <span className="text-ink-3">Afterwards: </span>
        {summary}
      </p>
      {changes.length > 0 ? (
        <div className="px-4 py-3">
          <Diff changes={changes} />
        </div>
      ) : (
        <Empty title="No field to compare" art={null}>
          The sentence above says all that it does.
        </Empty>
      )}
    </Panel>
  );
}

interface AskedPanelProps {
  by: string;
  at: Date;
  reason: string | null;
  proof: unknown;
  address: string | null;
  command: string;
  subject: string;
  environment: string | null;
  now: Date;
}

/** Who asks, why, with which proof and from where. */
export function AskedPanel(props: AskedPanelProps) {
  const { by, at, reason, proof, address, command, subject, environment, now } = props;
  return (
    <Panel title="Who asks, and why">
      <Facts
        items={[
          { label: 'Asked by', value: by },
          { label: 'When', value: <Time at={at} now={now} /> },
          { label: 'Reason', value: reason && `“${reason}”` },
          { label: 'Second factor', value: proofOf({ proof: proof as never, at }) },
          { label: 'From', value: address && <span className="mono">{address}</span> },
          { label: 'Subject', value: subject },
          { label: 'Environment', value: environment ?? 'the whole installation' },
          { label: 'Action', value: <span className="mono">{command}</span> },
        ]}
      />
    </Panel>
  );
}

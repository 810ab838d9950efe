import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { Bars } from '#components/ui/bars.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { Reason } from '#lib/check/checks.ts';
import { paths } from '#lib/paths.ts';

/** A few words for each reason: beside a figure there is no room for the sentence. */
const short: Record<Reason, string> = {
  no_credential: 'No key sent',
  malformed: 'Not a key',
  unknown: 'Unknown key',
  kind: 'Wrong kind of key',
  suspended: 'Key suspended',
  revoked: 'Key revoked',
  expired: 'Key expired',
  overlap_ended: 'Old token after its overlap',
  environment: 'Key of another environment',
  tls: 'TLS version too old',
  address: 'Address not on the allow-list',
  domain: 'Domain not on the allow-list',
  scope: 'Scope missing',
};

export function ReasonsPanel({ reasons }: { reasons: { reason: string; count: number }[] }) {
  return (
    <Panel
      title="Why calls were denied today"
      end={
        <Link className="link" href={paths.why}>
          Look up a reference
        </Link>
      }
    >
      {reasons.length === 0 ? (
        <Empty title="No call was denied today" tone="ok" art={<CircleCheck />}>
          A refused caller is told a reference. Paste it under “Look up a reference” to see why.
        </Empty>
      ) : (
        <Bars
          label="Denied calls by reason"
          items={reasons.map(({ reason, count }) => ({
            key: reason,
            label: short[reason as Reason] ?? reason,
            count,
          }))}
        />
      )}
    </Panel>
  );
}

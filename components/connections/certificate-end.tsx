import { Clock, TriangleAlert } from 'lucide-react';
import { relativeTime, utcDay, utcInstant } from '#components/ui/format.ts';
import { State, type Tone } from '#components/ui/state.tsx';
import type { CertificateFacts, Nearness } from '#lib/connections/certificates.ts';

const looks: Record<Exclude<Nearness, 'far'>, { tone: Tone; icon: typeof Clock }> = {
  soon: { tone: 'dim', icon: Clock },
  near: { tone: 'warn', icon: Clock },
  close: { tone: 'warn', icon: TriangleAlert },
  urgent: { tone: 'bad', icon: TriangleAlert },
  ended: { tone: 'bad', icon: TriangleAlert },
};

/** When a certificate ends, louder the nearer it is. */
export function CertificateEnd({ certificate, now }: { certificate: CertificateFacts | null; now: Date }) {
  if (!certificate) return '–';
  const { until, nearness } = certificate;
  const word = nearness === 'ended' ? 'Ended' : 'Ends';
  const time = (
    <time dateTime={until.toISOString()} title={utcInstant(until)}>
      {word} {nearness === 'far' ? utcDay(until) : relativeTime(until, now)}
    </time>
  );
  if (nearness === 'far') return <span className="text-ink-2">{time}</span>;
  const { tone, icon: Icon } = looks[nearness];
  return (
    <State tone={tone} icon={<Icon />}>
      {time}
    </State>
  );
}

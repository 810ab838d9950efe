import type { Metadata } from 'next';
import { EndOverlapForm } from '#components/keys/simple-forms.tsx';
import { relativeTime, utcMinute } from '#components/ui/format.ts';
import { readKeyTraffic } from '#lib/keys/traffic.ts';
import { endOverlap } from '../../actions.ts';
import { loadVerb } from '../../load-key.ts';
import { VerbPage, type VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'End the overlap' };

export default async function EndOverlapPage({ params }: VerbProps) {
  const { viewer, key, frame } = await loadVerb(params, 'end-overlap');
  const { now } = viewer;
  const read = await readKeyTraffic(viewer.reader, key.id);
  const old = key.tokens.find((token) => token.state === 'deprecated');
  const traffic = old && read?.tokens[old.id];
  return (
    <VerbPage keyOfPage={key}>
      <EndOverlapForm
        frame={frame}
        action={endOverlap}
        tokenId={old?.id ?? ''}
        plannedEnd={old?.endsAt ? `${relativeTime(old.endsAt, now)}, ${utcMinute(old.endsAt)}` : 'never'}
        calls24h={read && (traffic?.calls24h ?? 0)}
        lastUsed={traffic ? `${relativeTime(traffic.lastCallAt, now)}, from ${traffic.lastAddress}` : null}
      />
    </VerbPage>
  );
}

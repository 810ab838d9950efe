import { CircleCheck, CircleDashed } from 'lucide-react';
import type { Metadata } from 'next';
import { ProvenAnnouncer } from '#components/factors/proven-announcer.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireSession } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';

export const metadata: Metadata = { title: 'Proven' };

/** As long as a proof of one change waits. */
const freshSeconds = 5 * 60;

/** Where the tab of a provider's step-up ends. It says what the session shows, whoever opens this address. */
export default async function Proven() {
  const viewer = await requireSession(paths.overview);
  const isProven = viewer.now.getTime() - viewer.proofAt.getTime() < freshSeconds * 1000;
  return (
    <Page>
      <PageHead title="Second factor" />
      <Panel label="Second factor">
        {isProven ? (
          <Empty title="Proven" art={<CircleCheck />} tone="ok">
            Go back to the other tab: it goes on by itself, or with “I have proven it: go on”. You can close
            this one.
          </Empty>
        ) : (
          <Empty
            title="Nothing was proven just now"
            art={<CircleDashed />}
            actions={<LinkButton href={paths.stepUp}>Prove your second factor</LinkButton>}
          >
            A proof at your provider is older than five minutes, or was given in another place.
          </Empty>
        )}
      </Panel>
      {isProven ? <ProvenAnnouncer /> : null}
    </Page>
  );
}

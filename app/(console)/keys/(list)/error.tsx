'use client';

import { Failed } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { useRetry } from '#components/ui/use-retry.ts';

export default function KeysFailed({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const retry = useRetry(reset);
  return (
    <Page>
      <PageHead title="Keys" />
      <Panel label="Keys">
        <Failed title="The list could not be read" reference={error.digest} onRetry={retry} />
      </Panel>
    </Page>
  );
}

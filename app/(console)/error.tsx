'use client';

import { Failed } from '#components/ui/empty.tsx';
import { Page } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { useRetry } from '#components/ui/use-retry.ts';

/** A page that could not be made. The frame stays; the number leads to the fault in the log. */
export default function PageFailed({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const retry = useRetry(reset);
  return (
    <Page>
      <h1 className="sr-only">This page failed</h1>
      <Panel label="This page failed">
        <Failed title="This page could not be read" onRetry={retry}>
          It was not you. Nothing has changed.
          {error.digest ? (
            <>
              {' In the log it is fault '}
              <span className="mono">{error.digest}</span>.
            </>
          ) : null}
        </Failed>
      </Panel>
    </Page>
  );
}

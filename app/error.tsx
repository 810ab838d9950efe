'use client';

import { CircleX, RefreshCw } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { useRetry } from '#components/ui/use-retry.ts';

/** When a page outside the frame, or the frame itself, could not be made: most often the database is away. */
export default function Failed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const retry = useRetry(reset);
  return (
    <div className="entrance">
      <main>
        <div className="card">
          <div className="flex items-start gap-2.5">
            <CircleX className="mt-1.5 text-bad" />
            <h1>The console cannot answer now</h1>
          </div>
          <p className="mt-2 text-ink-2">
            It was not you, and nothing has changed. The gates go on deciding by the last policy they have.
            {error.digest ? ` Fault ${error.digest}.` : ''}
          </p>
          <div className="row mt-6">
            <Button variant="primary" icon={<RefreshCw />} onClick={retry}>
              Try again
            </Button>
          </div>
        </div>
      </main>
    </div>
  );
}

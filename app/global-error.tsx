'use client';

import { CircleX } from 'lucide-react';
import './globals.css';

/** The last resort, when even the root layout failed: it stands alone and carries no inline style, which the CSP would drop. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Something failed · Gatehouse</title>
        <div className="entrance">
          <main>
            <div className="card">
              <div className="row gap-2.5">
                <CircleX className="text-bad" />
                <h1>The page could not be shown</h1>
              </div>
              <p className="mt-2 text-ink-2">
                It was not you. What you did before stands as it was confirmed.
                {error.digest ? ` Fault ${error.digest}.` : ''}
              </p>
              <div className="row mt-6">
                <button type="button" className="btn primary" onClick={() => location.reload()}>
                  Try again
                </button>
              </div>
            </div>
          </main>
        </div>
      </body>
    </html>
  );
}

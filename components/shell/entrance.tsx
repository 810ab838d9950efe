import type { ReactNode } from 'react';
import { Mark } from './mark.tsx';

/** A page outside the frame: the mark, one card, and below it where you are and that sign-ins are recorded. */
export function Entrance({ host, children }: { host: string; children: ReactNode }) {
  return (
    <div className="entrance">
      <main>
        <div className="card">
          <div className="brand">
            <Mark />
            Gatehouse
          </div>
          {children}
        </div>
      </main>
      <footer>
        <span>{host}</span>
        <span>Sign-ins are recorded.</span>
      </footer>
    </div>
  );
}

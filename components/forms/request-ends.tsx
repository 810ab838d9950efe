'use client';

import { Clock } from 'lucide-react';
import { useEffect, useState } from 'react';

/** As long as a proof of one change waits, and a challenge. The server counts for itself (lib/factors/proof.ts). */
const minutes = 5;

/** Seconds until the request for a proof is too old; null until scripts run. */
export function useSecondsLeft(asked: object | null): number | null {
  const [left, setLeft] = useState<{ of: object; seconds: number } | null>(null);
  useEffect(() => {
    if (!asked) return;
    const endsAt = Date.now() + minutes * 60_000;
    const tick = () => setLeft({ of: asked, seconds: Math.max(0, Math.ceil((endsAt - Date.now()) / 1000)) });
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [asked]);
  return left && left.of === asked ? left.seconds : null;
}

/** At the left of a form's foot while it waits for its proof. */
export function RequestEnds({ asked }: { asked: object }) {
  const left = useSecondsLeft(asked);
  return (
    <span className="row" role="timer">
      <Clock />
      {left === 0
        ? 'This request has ended'
        : `This request ends in ${left === null ? `${minutes} min` : clock(left)}`}
    </span>
  );
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

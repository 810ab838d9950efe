'use client';

import { useEffect, useState } from 'react';
import { relativeTime, utcInstant } from '#components/ui/format.ts';

interface CountdownProps {
  to: Date;
  /** The server's clock when the page was made: the words are the same on both sides of hydration. */
  now: Date;
}

/** How long something stands open yet, and when exactly it ends. It goes on by itself. */
export function Countdown({ to, now }: CountdownProps) {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const since = Date.now();
    const timer = setInterval(() => setPassed(Date.now() - since), 10_000);
    return () => clearInterval(timer);
  }, []);
  const at = new Date(now.getTime() + passed);
  return (
    <time className="whitespace-nowrap" dateTime={to.toISOString()} title={utcInstant(to)}>
      {to <= at ? 'now' : relativeTime(to, at)}
    </time>
  );
}

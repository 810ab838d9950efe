import { relativeTime, utcInstant } from './format.ts';

interface TimeProps {
  at: Date | string;
  /** The server's clock when the page was made: the words are the same on both sides of hydration. */
  now: Date | string;
  /** Where a row already offers its exact instant, a second stop for the Tab key only delays. */
  unfocusable?: boolean;
}

/** Relative words; the exact UTC instant on hover (title) and on focus (`FocusTip` of the frame shows the title). */
export function Time({ at, now, unfocusable }: TimeProps) {
  const instant = new Date(at);
  return (
    <time
      dateTime={instant.toISOString()}
      title={utcInstant(instant)}
      // Focusable: the exact instant is shown on focus, too
      tabIndex={unfocusable ? undefined : 0}
      className="whitespace-nowrap"
    >
      {relativeTime(instant, new Date(now))}
    </time>
  );
}

import type { ReactNode } from 'react';
import { formatCount } from './format.ts';

interface BarsProps {
  label: string;
  items: { label: ReactNode; key: string; count: number }[];
  /** What the shares are of; the sum of the items unless said. */
  total?: number;
}

/** Reasons by size: a word, a count, its share, and a line as long as its part of the longest. */
export function Bars({ label, items, total }: BarsProps) {
  const sum = total ?? items.reduce((all, { count }) => all + count, 0);
  const top = Math.max(1, ...items.map(({ count }) => count));
  return (
    <ul className="bars" aria-label={label}>
      {items.map(({ key, label: word, count }) => (
        <li key={key}>
          <span className="cut">{word}</span>
          <span className="figure">{formatCount(count)}</span>
          <span className="figure text-12 text-ink-3">
            {sum > 0 ? `${((count / sum) * 100).toFixed(1)}\u00a0%` : ''}
          </span>
          <svg viewBox="0 0 1000 2" preserveAspectRatio="none" aria-hidden="true">
            <rect width="1000" height="2" className="fill-quiet" />
            <rect width={Math.max(4, Math.round((count / top) * 1000))} height="2" className="fill-deny" />
          </svg>
        </li>
      ))}
    </ul>
  );
}

interface MeterProps {
  /** Said to screen readers: "99.8 % of calls on the new token". */
  label: string;
  /** Shares of one whole, 0 to 1; what is left over stays quiet. */
  parts: { tone: 'allow' | 'old' | 'deny'; share: number }[];
}

export function Meter({ label, parts }: MeterProps) {
  let x = 0;
  return (
    <svg className="meter" viewBox="0 0 1000 6" preserveAspectRatio="none" role="img" aria-label={label}>
      {parts.map(({ tone, share }) => {
        const start = x;
        x += share * 1000;
        return <rect key={tone} x={start} width={share * 1000} height="6" className={`fill-${tone}`} />;
      })}
    </svg>
  );
}

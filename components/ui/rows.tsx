import type { ReactNode } from 'react';
import { cx } from './cx.ts';

/** Rows of two lines: what, and why it matters. `tight` and `inline` say how the end behaves when narrow. */
export function Rows({
  label,
  tight,
  inline,
  children,
}: {
  label?: string;
  tight?: boolean;
  inline?: boolean;
  children: ReactNode;
}) {
  return (
    <ul className={cx('two', tight && 'tight', inline && 'inline')} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowItemProps {
  /** An icon or an `Avatar` at the left. An icon that carries meaning needs an accessible name. */
  mark?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  /** A time, a state, a small button. */
  end?: ReactNode;
  ended?: boolean;
}

export function RowItem({ mark, title, detail, end, ended }: RowItemProps) {
  return (
    <li className={ended ? 'ended' : undefined}>
      {mark ? <span className="mark">{mark}</span> : null}
      <div className="words cut">
        <div className="w1 cut">{title}</div>
        {detail ? <div className="w2 cut">{detail}</div> : null}
      </div>
      {end ? <div className="end">{end}</div> : null}
    </li>
  );
}

/** Initials of a person; `system` is square and takes an icon. */
export function Avatar({ name, system }: { name: string; system?: ReactNode }) {
  return (
    <span className={cx('av', system ? 'system' : null)} aria-hidden="true">
      {system ?? initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}

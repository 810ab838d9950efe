import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface PanelProps {
  /** Its head; without one the panel is only a surface. */
  title?: ReactNode;
  /** Quieter words after the title: a count, a unit. */
  aside?: ReactNode;
  /** Right end of the head: a link, a legend, a badge. */
  end?: ReactNode;
  footer?: ReactNode;
  /** Padding around the content; tables and lists bring their own. */
  pad?: boolean;
  tone?: 'ok' | 'bad';
  /** Accessible name where there is no title. */
  label?: string;
  busy?: boolean;
  className?: string;
  children: ReactNode;
}

export function Panel({
  title,
  aside,
  end,
  footer,
  pad,
  tone,
  label,
  busy,
  className,
  children,
}: PanelProps) {
  const name = label ?? (typeof title === 'string' ? title : undefined);
  return (
    <section className={cx('panel', tone, className)} aria-label={name} aria-busy={busy || undefined}>
      {title ? (
        <header>
          <h2>{title}</h2>
          {aside ? <span className="text-12 text-ink-3">{aside}</span> : null}
          {end ? <div className="end text-12 text-ink-3">{end}</div> : null}
        </header>
      ) : null}
      {pad ? <div className="p-4">{children}</div> : children}
      {footer ? <footer>{footer}</footer> : null}
    </section>
  );
}

/** Two columns that become one below 1100 px. `wide` 1fr + 400 px, `side` 1fr + 320 px, `even` halves. */
export function Columns({
  layout = 'wide',
  stretch,
  children,
}: {
  layout?: 'wide' | 'side' | 'even';
  stretch?: boolean;
  children: ReactNode;
}) {
  return <div className={cx('cols', layout !== 'wide' && layout, stretch && 'stretch')}>{children}</div>;
}

/** Label and value, in two columns. A fact without a value is left out. */
export function Facts({
  items,
  tight,
  className,
}: {
  items: { label: string; value: ReactNode }[];
  tight?: boolean;
  className?: string;
}) {
  const known = items.filter(({ value }) => value !== null && value !== undefined && value !== false);
  return (
    <dl className={cx('facts', tight && 'tight', className ?? 'px-4 py-2')}>
      {known.flatMap(({ label, value }) => [
        <dt key={label}>{label}</dt>,
        <dd key={`${label}=`}>{value}</dd>,
      ])}
    </dl>
  );
}

import { ArrowDown, ArrowUp } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { RowKeys } from './row-keys.tsx';

interface TableProps {
  /** Says what is listed, to screen readers: "Keys". */
  label: string;
  /** A width class for each column (`w-10`, `w-[138px]`), empty for the one that takes the rest. */
  columns?: string[];
  /** From where on it scrolls sideways: `min-w-[1120px]`. */
  minWidth?: string;
  /** At 760 px and below this stands in the table's place: `<Rows>`. */
  narrow?: ReactNode;
  /** thead and tbody. */
  children: ReactNode;
}

/** A native table that scrolls inside its panel; narrow, the same rows as a list of two lines. */
export function Table({ label, columns, minWidth, narrow, children }: TableProps) {
  return (
    <>
      {/* Focusable: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <RowKeys
        className={cx('scroll', narrow ? 'wide-only' : null)}
        aria-label={`${label}, table`}
        tabIndex={minWidth ? 0 : undefined}
      >
        <table className={cx(columns && 'table-fixed', minWidth)} aria-label={label}>
          {columns ? (
            <colgroup>
              {columns.map((width, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; the list never changes
                <col key={index} className={width || undefined} />
              ))}
            </colgroup>
          ) : null}
          {children}
        </table>
      </RowKeys>
      {narrow ? <div className="narrow-only">{narrow}</div> : null}
    </>
  );
}

interface ThProps {
  num?: boolean;
  /** Where a click sorts; `direction` when the list is sorted by this column now. */
  sort?: { href: string; direction?: 'ascending' | 'descending' };
  /** For a column without a visible head: "Actions". */
  hiddenLabel?: string;
  children?: ReactNode;
}

export function Th({ num, sort, hiddenLabel, children }: ThProps) {
  return (
    <th scope="col" className={num ? 'num' : undefined} aria-sort={sort?.direction}>
      {hiddenLabel ? <span className="sr-only">{hiddenLabel}</span> : null}
      {sort ? (
        <Link href={sort.href} className="sort" prefetch={false}>
          {children}
          {sort.direction === 'ascending' ? <ArrowUp /> : null}
          {sort.direction === 'descending' ? <ArrowDown /> : null}
        </Link>
      ) : (
        children
      )}
    </th>
  );
}

/** A row: `ended` recedes, `selected` carries the petrol tint. */
export function Tr({
  ended,
  selected,
  children,
}: {
  ended?: boolean;
  selected?: boolean;
  children: ReactNode;
}) {
  return (
    <tr
      data-ended={ended || undefined}
      data-selected={selected || undefined}
      aria-selected={selected ? true : undefined}
    >
      {children}
    </tr>
  );
}

/** A cell; `title` for text that may be cut. Identifiers, figures and times are never cut. */
export function Td({
  num,
  title,
  className,
  children,
}: {
  num?: boolean;
  title?: string;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <td className={cx(num && 'num', className)} title={title}>
      {children}
    </td>
  );
}

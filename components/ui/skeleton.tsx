import { cx } from './cx.ts';

/** A grey bar in the place of a word; `className` gives the width of what will stand there (`w-24`). */
export function Skeleton({ className = 'w-24' }: { className?: string }) {
  return <span className={cx('sk', className)} aria-hidden="true" />;
}

const widths = ['w-33', 'w-44', 'w-24', 'w-38', 'w-30', 'w-42', 'w-26'];

/** Rows of a table before they are there, with the columns of the table, so that nothing shifts. */
export function SkeletonRows({ columns, rows = 8 }: { columns: number; rows?: number }) {
  return Array.from({ length: rows }, (_, row) => (
    <tr key={widths[row] ?? row}>
      {Array.from({ length: columns }, (_, column) => (
        <td key={widths[column] ?? column}>
          <Skeleton className={column === 0 ? widths[row % widths.length] : 'w-16'} />
        </td>
      ))}
    </tr>
  ));
}

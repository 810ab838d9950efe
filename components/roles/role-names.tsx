import Link from 'next/link';
import { RowItem, Rows } from '#components/ui/rows.tsx';

interface Named {
  name: string;
  does: string;
  href: string;
}

/** For those who may see what roles are called and what they are for: there is nothing else to line up. */
export function RoleNames({ label, rows }: { label: string; rows: Named[] }) {
  return (
    <Rows label={label} inline>
      {rows.map(({ name, does, href }) => (
        <RowItem
          key={href}
          title={
            <Link href={href} title={name} prefetch={false}>
              {name}
            </Link>
          }
          detail={does ? <span title={does}>{does}</span> : null}
        />
      ))}
    </Rows>
  );
}

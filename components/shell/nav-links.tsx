'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { cx } from '#components/ui/cx.ts';
import { formatCount } from '#components/ui/format.ts';

export interface NavItem {
  href: string;
  label: string;
  icon: ReactNode;
  count?: number;
  /** The count asks for somebody: amber. */
  needs?: boolean;
}

export type NavGroup = NavItem[];

export function NavLinks({ groups }: { groups: NavGroup[] }) {
  const pathname = usePathname();
  return groups
    .filter((group) => group.length > 0)
    .map((group) => (
      <ul key={group[0]?.href}>
        {group.map(({ href, label, icon, count, needs }) => (
          <li key={href}>
            <Link href={href} aria-current={isCurrent(pathname, href) ? 'page' : undefined}>
              {icon}
              {label}
              {count ? (
                <span className={cx('count', needs && 'needs')}>
                  {formatCount(count)}
                  <span className="sr-only"> open</span>
                </span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    ));
}

/** A page below a section keeps the section marked. */
function isCurrent(pathname: string, href: string): boolean {
  return href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`);
}

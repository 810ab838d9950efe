import Link from 'next/link';
import { formatCount } from './format.ts';

export interface Tab {
  label: string;
  href: string;
  count?: number;
  current?: boolean;
}

/** Tabs are links: each has an address that can be sent to a colleague. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ label: word, href, count, current }) => (
        <Link key={href} href={href} aria-current={current ? 'page' : undefined} scroll={false}>
          {word}
          {count === undefined ? null : <span className="count">{formatCount(count)}</span>}
        </Link>
      ))}
    </nav>
  );
}

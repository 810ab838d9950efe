import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';

/** The padding of a page and the distance between its panels. */
export function Page({ children }: { children: ReactNode }) {
  return <div className="page">{children}</div>;
}

/** Panels one under the other, 16 px apart. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className="stack">{children}</div>;
}

interface PageHeadProps {
  title: ReactNode;
  /** From the section down to here; the last one, without href, is this page's place. */
  crumbs?: { label: string; href?: string }[];
  /** Beside the title: badge of its state, environment tag. */
  badges?: ReactNode;
  /** A line below: identifier, kind, owner. */
  detail?: ReactNode;
  /** Right end; the primary action stands last. */
  actions?: ReactNode;
}

export function PageHead({ title, crumbs, badges, detail, actions }: PageHeadProps) {
  return (
    <>
      {crumbs ? <Crumbs crumbs={crumbs} /> : null}
      <div className="head">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1>{title}</h1>
            {badges}
          </div>
          {detail ? (
            <div className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-13 text-ink-3">
              {detail}
            </div>
          ) : null}
        </div>
        {actions ? <div className="actions">{actions}</div> : null}
      </div>
    </>
  );
}

function Crumbs({ crumbs }: { crumbs: { label: string; href?: string }[] }) {
  return (
    <nav className="crumbs" aria-label="Where you are">
      <ol>
        {crumbs.map(({ label, href }, index) => (
          <li key={label}>
            {index > 0 ? <ChevronRight /> : null}
            {href ? <Link href={href}>{label}</Link> : <span>{label}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

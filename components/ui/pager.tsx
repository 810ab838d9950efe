import { ArrowRight } from 'lucide-react';
import { LinkButton } from './button.tsx';
import { formatCount } from './format.ts';

interface PagerProps {
  /** Keyset links; left out where there is nothing. */
  previousHref?: string;
  nextHref?: string;
  from?: number;
  to?: number;
  total?: number;
  /** What is counted: "keys". */
  noun: string;
}

/** Previous and next, the span shown, the total. No page numbers, since the list is keyset. */
export function Pager({ previousHref, nextHref, from, to, total, noun }: PagerProps) {
  return (
    <nav className="pager" aria-label={`Pages of ${noun}`}>
      <span>
        {from !== undefined && to !== undefined && to > 0 ? (
          <>
            <span className="name text-ink-2">
              {formatCount(from)}–{formatCount(to)}
            </span>
            {total === undefined ? '' : ` of ${formatCount(total)}`} {noun}
          </>
        ) : total === undefined ? null : (
          `${formatCount(total)} ${noun}`
        )}
      </span>
      {previousHref ? (
        <LinkButton size="sm" href={previousHref}>
          Previous
        </LinkButton>
      ) : (
        <button type="button" className="btn sm" disabled>
          Previous
        </button>
      )}
      {nextHref ? (
        <LinkButton size="sm" href={nextHref}>
          Next
          <ArrowRight />
        </LinkButton>
      ) : (
        <button type="button" className="btn sm" disabled>
          Next
          <ArrowRight />
        </button>
      )}
    </nav>
  );
}

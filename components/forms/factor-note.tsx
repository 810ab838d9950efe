import { Fingerprint, TriangleAlert } from 'lucide-react';
import { formatSpan } from '#components/ui/format.ts';

/** How old the last second factor is beside what this change asks; null where the change asks for none. */
export interface Factor {
  /** Null where it does not count: the session moved to another network or browser. */
  ageSeconds: number | null;
  limitMinutes: number;
  /** Where to prove it again and come back. */
  href: string;
}

/** Last in every dialog: the proof that is asked, and who is told. */
export function FactorNote({ factor, critical }: { factor: Factor | null; critical?: boolean }) {
  return (
    <span className="grid gap-1">
      {factor ? (
        <span className="flex items-center gap-2">
          <Fingerprint />
          <Proof factor={factor} />
        </span>
      ) : null}
      {critical ? (
        <span className="flex items-center gap-2 text-warn">
          <TriangleAlert className="text-warn" />
          <span>Critical: all account owners are told of it.</span>
        </span>
      ) : null}
    </span>
  );
}

function Proof({ factor: { ageSeconds, limitMinutes, href } }: { factor: Factor }) {
  const again = (
    <a className="link underline" href={href}>
      Sign in again
    </a>
  );
  if (ageSeconds === null) return <span>Your second factor does not count in this place. {again} first</span>;
  const age = formatSpan(ageSeconds);
  if (ageSeconds <= limitMinutes * 60)
    return (
      <span>
        Carried by your sign-in {age} ago; the limit is {limitMinutes} min
      </span>
    );
  return (
    <span>
      Your last second factor is {age} old, the limit is {limitMinutes} min. {again} first
    </span>
  );
}

import { Fingerprint, TriangleAlert } from 'lucide-react';
import { formatSpan } from '#components/ui/format.ts';

/** How old the last second factor is beside what this change asks; null where the change asks for none. */
export interface Factor {
  /** Null where it does not count: the session moved to another network or browser. */
  ageSeconds: number | null;
  limitMinutes: number;
}

interface FactorNoteProps {
  factor: Factor | null;
  /** It may change who may do what: a proof of its own, and all account owners are told. */
  critical?: boolean | undefined;
  /** A proof of its own without being critical: a vote on somebody else's change. */
  bound?: boolean | undefined;
}

/** Last in every dialog, before it is sent: what will be asked, and who is told. */
export function FactorNote({ factor, critical, bound }: FactorNoteProps) {
  return (
    <span className="grid gap-1">
      {factor || critical || bound ? (
        <span className="flex items-center gap-2">
          <Fingerprint />
          <span>
            {critical || bound
              ? 'Your second factor will be asked for, for this change alone'
              : wordsOf(factor)}
          </span>
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

function wordsOf(factor: Factor | null): string | null {
  if (!factor) return null;
  const { ageSeconds, limitMinutes } = factor;
  if (ageSeconds === null) return 'Your second factor was given elsewhere: it will be asked for';
  const age = formatSpan(ageSeconds);
  return ageSeconds <= limitMinutes * 60
    ? `Carried by your second factor ${age} ago; the limit is ${limitMinutes} min`
    : `Your last second factor is ${age} old, the limit is ${limitMinutes} min: it will be asked for`;
}

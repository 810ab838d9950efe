interface Span {
  fromAt: Date;
  untilAt: Date | null;
  endedAt: Date | null;
  suspendedAt: Date | null;
}

/** Where a role stands at this instant; the same span as lib/access/held.ts reads. */
export function stateOf({ fromAt, untilAt, endedAt, suspendedAt }: Span, now: Date) {
  if (endedAt || (untilAt && untilAt <= now)) return 'over';
  if (suspendedAt) return 'suspended';
  return fromAt > now ? 'later' : 'now';
}

export function inForce(span: Span, now: Date): boolean {
  return stateOf(span, now) === 'now';
}

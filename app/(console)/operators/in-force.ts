interface Span {
  fromAt: Date;
  untilAt: Date | null;
  endedAt: Date | null;
}

/** Whether a role counts at this instant; the same span as lib/access/ability.ts reads. */
export function inForce({ fromAt, untilAt, endedAt }: Span, now: Date): boolean {
  return endedAt === null && fromAt <= now && (untilAt === null || untilAt > now);
}

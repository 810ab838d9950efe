import type { Call, Deny } from '#lib/check/decide.ts';
import { factsOf } from '#lib/check/facts.ts';
import type { Snapshot } from '#lib/check/snapshot.ts';

export interface Refusal {
  reference: string;
  snapshot: Snapshot;
  call: Call;
  decision: Deny;
  now: number;
  /** More than 1: this record stands for that many alike. */
  count: number;
}

/** One row of the table decision. */
export type DecisionRow = [
  reference: string,
  at: string,
  epoch: number,
  reason: string,
  keyId: string | null,
  applicationId: string | null,
  environmentId: string | null,
  sourceAddress: string,
  facts: string,
  count: number,
];

const minute = 60_000;
const mostWaiting = 10_000;
const mostCallers = 10_000;
const mostGroups = 10_000;

export interface Refusals {
  add(refusal: Omit<Refusal, 'count'>): void;
  /** Takes up to `size` rows to write; `isLast` closes the current minute's counted events, too. */
  take(size: number, now: number, isLast: boolean): DecisionRow[];
  /** Gives rows back that could not be written. */
  giveBack(rows: DecisionRow[]): void;
  waiting(): number;
}

/**
 * The refusals that wait to be written. Beyond `limitPerMinute` of one address, one counted event stands for the
 * rest of the minute that are alike: otherwise a stranger could fill the database by being refused. Callers still get a
 * reference of their own each time; one shared by alike refusals would tell a stranger which keys exist.
 */
export function keepRefusals(limitPerMinute: number, dropped: (count: number) => void): Refusals {
  const single: Refusal[] = [];
  const returned: DecisionRow[] = [];
  let seen = new Map<string, number>();
  let groups = new Map<string, Refusal>();
  let minuteNow = 0;

  const push = (refusal: Refusal) => {
    if (single.length >= mostWaiting) dropped(refusal.count);
    else single.push(refusal);
  };
  const close = () => {
    for (const group of groups.values()) push(group);
    groups = new Map();
    seen = new Map();
  };
  const turn = (now: number) => {
    const current = Math.floor(now / minute);
    if (current !== minuteNow) close();
    minuteNow = current;
  };
  const group = (refusal: Refusal, caller: string) => {
    const name = `${caller} ${refusal.decision.reason} ${refusal.decision.token?.key.id ?? ''}`;
    const known = groups.get(name);
    if (known) known.count++;
    else if (groups.size < mostGroups) groups.set(name, refusal);
    else dropped(1);
  };
  return {
    add(partial) {
      const refusal = { ...partial, count: 1 };
      turn(refusal.now);
      const caller = callerOf(refusal.call);
      const before = seen.get(caller) ?? 0;
      const isRoom = before > 0 || seen.size < mostCallers;
      if (isRoom) seen.set(caller, before + 1);
      if (isRoom && before < limitPerMinute) push(refusal);
      else group(refusal, caller);
    },
    take(size, now, isLast) {
      turn(now);
      if (isLast) close();
      return [...returned.splice(0, size), ...single.splice(0, size).map(rowOf)];
    },
    giveBack(rows) {
      const room = Math.max(0, mostWaiting - returned.length);
      returned.push(...rows.slice(0, room));
      for (const row of rows.slice(room)) dropped(row[9]);
    },
    waiting: () => single.length + returned.length + groups.size,
  };
}

// One IPv6 caller commands a /64 of addresses: counted one by one, the limit would not hold it.
function callerOf({ source: { address, text } }: Call): string {
  return address?.family === 6 ? `${address.a}:${address.b}` : text;
}

function rowOf({ reference, snapshot, call, decision, now, count }: Refusal): DecisionRow {
  const facts = factsOf(snapshot, call, now, decision);
  const key = decision.token?.key;
  const place = [key?.id ?? null, key?.applicationId ?? null, key?.environmentId ?? null] as const;
  return [
    reference,
    facts.at,
    facts.epoch,
    decision.reason,
    ...place,
    call.source.text,
    JSON.stringify(facts),
    count,
  ];
}

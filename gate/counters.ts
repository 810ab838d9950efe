import type { Source } from '#lib/check/address.ts';
import type { Token } from '#lib/check/snapshot.ts';

/** One row of the table call_counter, as a difference to what is stored. */
export interface CounterRow {
  keyId: string;
  tokenId: string;
  minuteAt: number;
  allowed: number;
  denied: number;
  lastCallAt: number;
  lastAddress: string;
}

export interface Counters {
  add(token: Token, isAllowed: boolean, source: Source, now: number): void;
  take(): CounterRow[];
  giveBack(rows: CounterRow[]): void;
}

interface Count {
  allowed: number;
  denied: number;
  lastCallAt: number;
  source: Source;
}

const minute = 60_000;
const mostWaiting = 200_000;

/** Calls per token and minute. A call touches one object; rows are made when a batch is taken. */
export function keepCounters(dropped: (calls: number) => void): Counters {
  let counts = new Map<Token, Count>();
  let returned = new Map<string, CounterRow>();

  const merge = (rows: Map<string, CounterRow>, row: CounterRow) => {
    const name = `${row.keyId} ${row.tokenId} ${row.minuteAt}`;
    const known = rows.get(name);
    if (!known) {
      if (rows.size < mostWaiting) rows.set(name, row);
      else dropped(row.allowed + row.denied);
      return;
    }
    known.allowed += row.allowed;
    known.denied += row.denied;
    if (row.lastCallAt >= known.lastCallAt)
      Object.assign(known, { lastCallAt: row.lastCallAt, lastAddress: row.lastAddress });
  };
  return {
    add(token, isAllowed, source, now) {
      let count = counts.get(token);
      if (!count) {
        count = { allowed: 0, denied: 0, lastCallAt: now, source };
        counts.set(token, count);
      }
      if (isAllowed) count.allowed++;
      else count.denied++;
      count.lastCallAt = now;
      count.source = source;
    },
    take() {
      const rows = returned;
      for (const [token, count] of counts) merge(rows, rowOf(token, count));
      returned = new Map();
      counts = new Map();
      // Several workers write the same rows: in one order they wait for each other, in two they would deadlock.
      return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    },
    giveBack(rows) {
      for (const row of rows) merge(returned, row);
    },
  };
}

function rowOf(token: Token, { allowed, denied, lastCallAt, source }: Count): CounterRow {
  const minuteAt = Math.floor(lastCallAt / minute) * minute;
  return {
    keyId: token.key.id,
    tokenId: token.id,
    minuteAt,
    allowed,
    denied,
    lastCallAt,
    lastAddress: source.text,
  };
}

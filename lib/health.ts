import { db } from './db/client.ts';
import { compare, knownMigrations } from './db/migrations.ts';
import { log } from './log.ts';

export interface Readiness {
  ready: boolean;
  /** For an outsider: no host, no role, no number of a migration. */
  message: string;
}

const freshMs = 1_000;
let last: { at: number; answer: Promise<Readiness> } | undefined;

/** Whether this process can answer: database reachable and migrations applied. Asked at most once a second, however many ask. */
export function readiness(now = Date.now()): Promise<Readiness> {
  if (!last || now - last.at >= freshMs) last = { at: now, answer: look() };
  return last.answer;
}

async function look(): Promise<Readiness> {
  try {
    const state = await compare({ query } as Parameters<typeof compare>[0], knownMigrations());
    if (state.unknown.length > 0 || state.changed.length > 0)
      return { ready: false, message: 'The database was written by another version of Gatehouse.' };
    if (state.pending.length > 0)
      return { ready: false, message: 'The database is not migrated to this version yet.' };
    return { ready: true, message: 'ready' };
  } catch (error) {
    log('health').warn({ err: error instanceof Error ? error.message.split('\n').at(-1) : '' }, 'not ready');
    return { ready: false, message: 'The database does not answer.' };
  }
}

async function query(sql: string): Promise<{ rows: unknown[] }> {
  return { rows: await db().$queryRawUnsafe<unknown[]>(sql) };
}

export interface GatesInStep {
  /** Gates that were heard of within 10 seconds. */
  total: number;
  /** Those of them that decide by the newest policy. */
  inStep: number;
  epoch: number;
  /** Since that epoch began. */
  ageSeconds: number;
}

const heardWithinMs = 10_000;

/** How far the gates are with the newest policy. */
export async function gatesInStep(now = new Date()): Promise<GatesInStep> {
  const [epoch, gates] = await Promise.all([
    db().epoch.findUniqueOrThrow({ where: { id: 1 } }),
    db().gateHeartbeat.findMany({
      where: { seenAt: { gt: new Date(now.getTime() - heardWithinMs) } },
      select: { epoch: true },
    }),
  ]);
  return {
    total: gates.length,
    inStep: gates.filter((gate) => gate.epoch === epoch.number).length,
    epoch: Number(epoch.number),
    ageSeconds: Math.max(0, Math.round((now.getTime() - epoch.at.getTime()) / 1000)),
  };
}

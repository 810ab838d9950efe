import { z } from 'zod';
import { change } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { Id } from '../fields.ts';
import { trafficOf } from '../keys/traffic-effects.ts';
import { applicationKind } from './kind.ts';
import { orphanAction, outlookOf, remindEveryDays } from './rules.ts';

const day = 86_400_000;

/** The worker's: a week after the owners were told last, they are told again, with what is still being called. */
export const remindOrphaned = change({
  name: 'application.remind_orphaned',
  kind: applicationKind,
  input: z.strictObject({ id: Id }),
  audited: ['name', 'orphanedAt'],
  sensitivity: 'routine',
  async run({ tx, now, actor }, application) {
    const { id, name, environmentId, orphanedAt } = application;
    const told = await lastTold(tx, id);
    const since = told && orphanedAt && told > orphanedAt ? told : orphanedAt;
    if (!orphanedAt || !since || since.getTime() + remindEveryDays * day > now.getTime())
      throw new Refusal('conflict', 'Somebody answers for it, or the owners were told this week.');
    const words = await keysInWords(tx, id, orphanedAt, now);
    const on = now.toISOString().slice(0, 10);
    const text = `${name} in ${environmentId} is orphaned since ${orphanedAt.toISOString().slice(0, 10)} (as of ${on}). ${words} Hand it over.`;
    await tx.notice.create({ data: { action: orphanAction, text, actorName: actor.name } });
    return { id, text };
  },
  summary: (_, { text }) => text,
});

async function lastTold(tx: Tx, id: string): Promise<Date | null> {
  const event = await tx.auditEvent.findFirst({
    where: {
      subjectType: 'Application',
      subjectId: id,
      action: 'application.remind_orphaned',
      outcome: 'done',
    },
    orderBy: { number: 'desc' },
    select: { at: true },
  });
  return event?.at ?? null;
}

async function keysInWords(tx: Tx, applicationId: string, orphanedAt: Date, now: Date): Promise<string> {
  const keys = await tx.apiKey.findMany({
    where: { applicationId, state: 'active' },
    select: { id: true, name: true, createdAt: true },
    orderBy: { name: 'asc' },
    take: 50,
  });
  if (keys.length === 0) return 'It has no active key.';
  const use = await trafficOf(tx, keys, now);
  const said = keys.slice(0, 5).map(({ id, name }) => {
    const of = use.get(id);
    const calls = of?.calls ?? 0;
    const ending = of && outlookOf(of, orphanedAt, now);
    // A service account calls no gate: its use is known, how often is not.
    if (ending?.kind === 'in-use' && calls === 0) return `${name}: in use, goes on`;
    if (ending?.kind === 'ending')
      return `${name}: no call, suspended on ${ending.at.toISOString().slice(0, 10)}`;
    return `${name}: ${calls.toLocaleString('en-US')} ${calls === 1 ? 'call' : 'calls'} in 7 days, goes on`;
  });
  const rest = keys.length > 5 ? `; and ${keys.length - 5} more` : '';
  return `${said.join('; ')}${rest}.`;
}

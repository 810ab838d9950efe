/** Promise: a critical change of a person's waits for as many others as the policy says, before anything of it is stored. */
import type { Command, Context, Walked } from '../command.ts';
import { AwaitsApproval } from './outcomes.ts';
import { approvalsFor } from './policy.ts';

/** Throws where other people have to agree: the whole walk was a rehearsal then, and is rolled back. */
export async function requireNobodyElse(
  { tx, actor }: Pick<Context, 'tx' | 'actor'>,
  command: Pick<Command, 'name' | 'creates'>,
  { event, proof, digest }: Walked<object>,
): Promise<void> {
  if (actor.kind !== 'operator' || !proof?.binding || !digest) return;
  const { isSetUp, needed } = await approvalsFor(tx, command.name, event.environmentId ?? null);
  if (isSetUp || needed === 0) return;
  throw new AwaitsApproval({
    command: command.name,
    input: null,
    digest,
    proof: { ...proof, binding: proof.binding },
    subjectType: event.subjectType,
    subjectId: command.creates ? null : (event.subjectId ?? null),
    subjectLabel: event.subjectLabel,
    environmentId: event.environmentId ?? null,
    summary: event.summary,
    before: plainJson(event.before ?? null),
    after: plainJson(event.after ?? null),
    reason: event.reason ?? null,
    needed,
  });
}

/** What was sent, without what else came along: that would only mislead whoever reads the request. */
export function ownFields(schema: unknown, input: unknown): unknown {
  const sent = plainJson((input ?? {}) as Record<string, unknown>);
  const { shape } = schema as { shape?: Record<string, unknown> };
  return shape ? Object.fromEntries(Object.entries(sent).filter(([field]) => field in shape)) : sent;
}

function plainJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v)));
}

import { z } from 'zod';
import { outlookOf } from '../applications/rules.ts';
import { change } from '../command.ts';
import { Refusal } from '../errors.ts';
import { Id } from '../fields.ts';
import { keyKind } from './kind.ts';
import { requireState } from './rules.ts';
import { trafficOf } from './traffic-effects.ts';

/**
 * The worker's: rests a key that nobody answers for and nothing uses. Judged anew under the lock: a call that came
 * meanwhile, or somebody who took the application over, keeps it. Whoever needs it resumes it.
 */
export const suspendOrphanedKey = change({
  name: 'key.suspend_orphaned',
  kind: keyKind,
  input: z.strictObject({ id: Id }),
  audited: ['name', 'state', 'environmentId'],
  sensitivity: 'routine',
  async run({ tx, now, actor }, key) {
    requireState(key.state, 'suspend');
    const { orphanedAt } = await tx.application.findUniqueOrThrow({
      where: { id: key.applicationId },
      select: { orphanedAt: true },
    });
    const { createdAt } = await tx.apiKey.findUniqueOrThrow({
      where: { id: key.id },
      select: { createdAt: true },
    });
    const use = (await trafficOf(tx, [{ id: key.id, createdAt }], now)).get(key.id);
    if (!orphanedAt || !use || outlookOf(use, orphanedAt, now).kind !== 'due')
      throw new Refusal('conflict', 'This key is answered for, or in use.');
    await tx.apiKey.update({
      where: { id: key.id },
      data: { state: 'suspended', version: { increment: 1 } },
    });
    const text = `${key.name} of ${key.application.name} in ${key.environmentId} is suspended: nobody answers for it, and no call has passed with it for 14 days. It can be resumed.`;
    await tx.notice.create({ data: { action: 'key.suspend_orphaned', text, actorName: actor.name } });
    return { id: key.id };
  },
  summary: (key) =>
    `${key.name} suspended: nobody answers for ${key.application.name}, and no call has passed with it for 14 days`,
});

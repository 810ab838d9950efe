import { z } from 'zod';
import { change } from '../command.ts';
import { Refusal } from '../errors.ts';
import { Id } from '../fields.ts';
import { warningsOf } from './due.ts';
import { connectionKind } from './kind.ts';
import { warningAction } from './rules.ts';

/** A certificate nears its end: all account owners are told, once a threshold. Of the worker alone. */
export const warnCertificate = change({
  name: warningAction,
  kind: connectionKind,
  input: z.strictObject({ id: Id, fingerprint: z.string().max(95) }),
  audited: ['slug'],
  sensitivity: 'routine',
  async run({ tx, now, actor }, connection, { id, fingerprint }) {
    const warning = warningsOf(connection, now).find((one) => one.fingerprint === fingerprint);
    if (!connection.enabled || !warning)
      throw new Refusal('conflict', 'This certificate asks for no warning now.');
    const { text, days } = warning;
    const given = await tx.notice.count({ where: { action: warningAction, text } });
    if (given > 0) throw new Refusal('conflict', 'This warning was given already.');
    await tx.notice.create({ data: { action: warningAction, text, actorName: actor.name } });
    return { id, text, days };
  },
  summary: (_, { text }) => text,
});

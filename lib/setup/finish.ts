import { change } from '../command.ts';
import { enableIdp } from '../connections/effects.ts';
import { Refusal } from '../errors.ts';
import { addFirstOwner } from '../operators/effects.ts';
import { requireBound } from './commands.ts';
import { audited, setupLinkKind } from './kind.ts';
import { hasNamed } from './queries.ts';
import { ownerNameOf } from './rules.ts';
import { FinishSetup } from './schema.ts';

/** The last step, in one transaction: the owner is there, the connection is switched on, and the link has ended; or none of it. */
export const finishSetup = change({
  name: 'setup.finish',
  kind: setupLinkKind,
  input: FinishSetup,
  serial: 'setup',
  audited,
  sensitivity: 'critical',
  async run(cx, link) {
    await requireBound(cx, link);
    const { tx, now } = cx;
    const { connectionId, ownerName, ownerEmail } = link;
    if (!connectionId || !ownerName || !ownerEmail)
      throw new Refusal('conflict', 'Name the owner and add the connection first.');
    const { slug } = await tx.connection.findUniqueOrThrow({
      where: { id: connectionId },
      select: { slug: true },
    });
    // Whom the provider does not know by this name could never sign in.
    if (!(await hasNamed(tx, { connectionId, linkId: link.id }, ownerNameOf(link))))
      throw new Refusal('conflict', 'No test sign-in has passed in which the provider named this owner.');
    await enableIdp(cx, connectionId);
    await addFirstOwner(cx, {
      connection: slug,
      name: ownerName,
      email: ownerEmail,
      nameId: ownerNameOf(link),
    });
    await tx.setupLink.update({ where: { id: link.id }, data: { endedAt: now } });
    return { id: link.id, slug };
  },
  summary: (link, { slug }) =>
    `Set up: ${link.ownerName} is the first account owner, connection ${slug} is enabled`,
});

import { type Context, change, creation } from '../command.ts';
import { addIdp, dropIdp } from '../connections/effects.ts';
import { Refusal } from '../errors.ts';
import { requireNobodyYet } from './effects.ts';
import { audited, type SetupLinkRow, setupLinkKind } from './kind.ts';
import { isOpen } from './rules.ts';
import * as schema from './schema.ts';

/** Makes the link and ends the former one; whoever was in the middle goes on with the new one. */
export const issueSetupLink = creation({
  name: 'setup.issue',
  kind: setupLinkKind,
  input: schema.IssueSetupLink,
  serial: 'setup',
  audited,
  sensitivity: 'routine',
  async create({ tx }) {
    await requireNobodyYet(tx);
    return {};
  },
  async run({ tx, now }, _, { digest, unlessOpen }) {
    const former = await tx.setupLink.findFirst({
      where: { endedAt: null },
      select: {
        expiresAt: true,
        endedAt: true,
        ownerName: true,
        ownerEmail: true,
        ownerNameId: true,
        connectionId: true,
      },
      orderBy: { createdAt: 'desc' },
    });
    if (unlessOpen && former && isOpen(former, now))
      throw new Refusal('already_done', 'A set-up link is open already.');
    await tx.setupLink.updateMany({ where: { endedAt: null }, data: { endedAt: now } });
    const { expiresAt: _e, endedAt: _n, ...done } = former ?? {};
    return tx.setupLink.create({
      data: { ...done, digest, createdAt: now, expiresAt: until(now) },
      select: { id: true, expiresAt: true },
    });
  },
  summary: () => 'A set-up link was made; a former one has ended',
});

/** The first browser that posts the link's secret has it; a mail scanner that only fetches the page changes nothing. */
export const bindSetupLink = change({
  name: 'setup.bind',
  kind: setupLinkKind,
  input: schema.BindSetupLink,
  serial: 'setup',
  audited,
  sensitivity: 'routine',
  async run(cx, link, { browserDigest }) {
    await requireOpen(cx, link);
    if (link.browserDigest !== null && link.browserDigest !== browserDigest)
      throw new Refusal('forbidden', 'This set-up link belongs to another browser.');
    await goOn(cx, link.id, { browserDigest });
    return { id: link.id };
  },
  summary: () => 'The set-up link was opened and belongs to one browser now',
});

export const nameFirstOwner = change({
  name: 'setup.name_owner',
  kind: setupLinkKind,
  input: schema.NameOwner,
  serial: 'setup',
  audited,
  sensitivity: 'routine',
  async run(cx, link, { name, email, nameId }) {
    await requireBound(cx, link);
    await goOn(cx, link.id, { ownerName: name, ownerEmail: email, ownerNameId: nameId ?? null });
    return { id: link.id };
  },
  summary: (link) => `${link.ownerName} (${link.ownerEmail}) is to become the first account owner`,
});

/** Adds the first connection, switched off; another try takes the place of the one before. */
export const connectFirst = change({
  name: 'setup.connect',
  kind: setupLinkKind,
  input: schema.ConnectFirst,
  serial: 'setup',
  audited,
  sensitivity: 'routine',
  async run(cx, link, { id: _, ...wanted }) {
    await requireBound(cx, link);
    if (link.connectionId) await dropIdp(cx.tx, link.connectionId);
    const connection = await addIdp(cx, { ...wanted, enable: false, listed: true });
    await goOn(cx, link.id, { connectionId: connection.id });
    return { id: link.id, connectionId: connection.id, slug: wanted.slug };
  },
  summary: (_link, { slug }) =>
    `Connection ${slug} added by set-up, switched off until its test sign-in passed`,
});

export async function requireBound(cx: Context, link: SetupLinkRow): Promise<void> {
  await requireOpen(cx, link);
  if (link.browserDigest === null)
    throw new Refusal('forbidden', 'This set-up link was not opened in a browser yet.');
}

async function requireOpen({ tx, now }: Context, link: SetupLinkRow): Promise<void> {
  await requireNobodyYet(tx);
  if (!isOpen(link, now)) throw new Refusal('forbidden', 'This set-up link has ended.');
}

async function goOn(
  { tx, now }: Context,
  id: string,
  data: Partial<
    Pick<SetupLinkRow, 'browserDigest' | 'ownerName' | 'ownerEmail' | 'ownerNameId' | 'connectionId'>
  >,
): Promise<void> {
  await tx.setupLink.update({ where: { id }, data: { ...data, expiresAt: until(now) } });
}

function until(now: Date): Date {
  return new Date(now.getTime() + schema.setupMinutes * 60_000);
}

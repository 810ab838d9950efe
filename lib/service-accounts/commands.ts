import { grantsOf } from '../access/held.ts';
import { scopeNamed, scopesWithin } from '../access/service.ts';
import { setAllowList } from '../allow-lists/effects.ts';
import { type Context, change, creation, type Kind } from '../command.ts';
import { Refusal } from '../errors.ts';
import { addToken, placeOfNew, replaceToken, requireFreeName } from '../keys/effects.ts';
import { type KeySubject, keyKind } from '../keys/kind.ts';
import { changeSensitivity, creationSensitivity, requireNotHeld, requireState } from '../keys/rules.ts';
import * as schema from './schema.ts';

const day = 86_400_000;
const audited = ['name', 'kind', 'state', 'scopes', 'expiresAt', 'tokens', 'allowList', 'causedBy'] as const;

/** A key of kind service; the others answer here like what is not there. */
const accountKind: Kind<'ApiKey', KeySubject> = {
  ...keyKind,
  noun: 'This service account',
  find: (tx, where) => keyKind.find(tx, { AND: [where, { kind: 'service' }] }),
};

/** Makes a service account and its token; the token is in the result and nowhere else. */
export const createServiceAccount = creation({
  name: 'service_account.create',
  kind: accountKind,
  input: schema.CreateServiceAccount,
  audited,
  create: (cx, { applicationId }) => placeOfNew(cx, 'service_account.create', applicationId),
  permits: (cx, { environmentId }, { scopes }) => requireWithin(cx, { scopes, environmentId }),
  sensitivity: (wouldBe, input) => creationSensitivity(wouldBe.environmentId, { ...input, kind: 'service' }),
  async run(cx, { environmentId }, input) {
    const { name, applicationId, scopes } = input;
    await requireFreeName(cx, applicationId, name);
    const expiresAt = new Date(cx.now.getTime() + input.expiresInDays * day);
    const key = await cx.tx.apiKey.create({
      data: {
        name,
        kind: 'service',
        environmentId,
        applicationId,
        scopes,
        expiresAt,
        causedBy: cx.actor.id,
      },
      select: { id: true, name: true, expiresAt: true },
    });
    await setAllowList(cx.tx, { keyId: key.id }, input);
    const token = await addToken(cx, { id: key.id, kind: 'service', environmentId });
    return { ...key, token, entries: input.entries.length };
  },
  summary: (key) => `Service account ${key.name} created for ${key.application.name}`,
});

/**
 * A new token, for whoever could have made the account as it is; from then on they stand behind it. Else a rotation
 * would hand somebody the rights of whoever made it. Where that is somebody new, the old token ends at once: it is
 * with people who knew the former one, and would act with the rights of the new one.
 */
export const rotateServiceAccount = change({
  name: 'service_account.rotate',
  kind: accountKind,
  input: schema.RotateServiceAccount,
  audited,
  permits: (cx, key) => requireWithin(cx, key),
  sensitivity: changeSensitivity,
  async run(cx, key, input) {
    requireState(key.state, 'rotate');
    requireNotHeld(key);
    const overlapHours = key.causedBy === cx.actor.id ? input.overlapHours : 0;
    const replaced = await replaceToken(cx, key, { ...input, overlapHours });
    await cx.tx.apiKey.update({ where: { id: key.id }, data: { causedBy: cx.actor.id } });
    return replaced;
  },
  summary: (key, { oldTokenEndsAt }) =>
    oldTokenEndsAt
      ? `Service account ${key.name} rotated; the old token passes until ${oldTokenEndsAt.toISOString()}`
      : `Service account ${key.name} rotated without an overlap`,
});

/** Its name and scopes, by the person behind it alone: its tokens stay, and would come to act with another one's rights. */
export const editServiceAccount = change({
  name: 'service_account.edit',
  kind: accountKind,
  input: schema.EditServiceAccount,
  audited,
  permits: (cx, { environmentId }, { scopes }) => requireWithin(cx, { scopes, environmentId }),
  sensitivity: changeSensitivity,
  async run(cx, key, { name, scopes }) {
    requireState(key.state, 'edit');
    requireNotHeld(key);
    if (key.causedBy !== cx.actor.id)
      throw new Refusal(
        'conflict',
        'Somebody else stands behind this account. Rotate it first: you then stand behind it, with a token that nobody else has.',
      );
    await requireFreeName(cx, key.applicationId, name, key.id);
    await cx.tx.apiKey.update({
      where: { id: key.id },
      data: { name, scopes, version: { increment: 1 } },
    });
    return { id: key.id };
  },
  summary: (key) => `Service account ${key.name} edited`,
});

// No escalation through a machine: each scope lies within what the person may do there themselves, as stored now.
async function requireWithin(
  { tx, holder, now }: Context,
  account: { scopes: readonly string[]; environmentId: string },
): Promise<void> {
  const unknown = account.scopes.find((scope) => !scopeNamed(scope));
  if (unknown !== undefined)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      scopes: `No service account can hold ${unknown}.`,
    });
  const grants = (await grantsOf(tx, [holder], now)).get(holder) ?? [];
  const within = scopesWithin(account, grants);
  const beyond = account.scopes.filter((scope) => !within.includes(scope));
  if (beyond.length > 0)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      scopes: `You may not do this here yourself, so no token of yours may: ${beyond.join(', ')}.`,
    });
}

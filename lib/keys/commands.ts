import { mayOn } from '../access/ability.ts';
import { behind } from '../access/actor.ts';
import { setAllowList } from '../allow-lists/effects.ts';
import { type Context, change, creation } from '../command.ts';
import { Refusal } from '../errors.ts';
import { addToken, placeOfNew, replaceToken, requireFreeName } from './effects.ts';
import { type KeySubject, keyKind } from './kind.ts';
import {
  changeSensitivity,
  creationSensitivity,
  describeList,
  listSensitivity,
  requireAddresses,
  requireNotHeld,
  requireState,
} from './rules.ts';
import * as schema from './schema.ts';

const audited = ['name', 'kind', 'state', 'scopes', 'expiresAt', 'tokens', 'allowList'] as const;
const day = 86_400_000;

/** Makes a key and its first token; the token is in the result and nowhere else. */
export const createKey = creation({
  name: 'key.create',
  kind: keyKind,
  input: schema.CreateKey,
  audited,
  create: (cx, { applicationId }) => placeOfNew(cx, 'key.create', applicationId),
  permits: (cx, _, { scopes }) => requireScopeRight(cx, scopes),
  sensitivity: (wouldBe, input) => creationSensitivity(wouldBe.environmentId, input),
  async run(cx, { environmentId }, input) {
    await requireFreeName(cx, input.applicationId, input.name);
    const key = await cx.tx.apiKey.create({
      data: {
        name: input.name,
        kind: input.kind,
        environmentId,
        applicationId: input.applicationId,
        scopes: input.scopes,
        expiresAt: new Date(cx.now.getTime() + input.expiresInDays * day),
        causedBy: behind(cx.actor),
      },
      select: { id: true, name: true, expiresAt: true },
    });
    await setAllowList(cx.tx, { keyId: key.id }, input);
    const token = await addToken(cx, { id: key.id, kind: input.kind, environmentId });
    return { ...key, token, entries: input.entries.length };
  },
  summary: (key) => `${key.name} created for ${key.application.name}`,
});

/** Gives the key a new token; the old one passes until the overlap ends, and for no longer than 30 days. */
export const rotateKey = change({
  name: 'key.rotate',
  kind: keyKind,
  input: schema.RotateKey,
  audited,
  sensitivity: changeSensitivity,
  async run(cx, key, input) {
    requireOfCalls(key);
    requireState(key.state, 'rotate');
    return replaceToken(cx, key, input);
  },
  summary: (key, { oldTokenEndsAt }) =>
    oldTokenEndsAt
      ? `${key.name} rotated; the old token passes until ${oldTokenEndsAt.toISOString()}`
      : `${key.name} rotated without an overlap`,
});

/** Ends the overlap of a rotation: the old token is refused from now on. */
export const endOverlap = change({
  name: 'key.end_overlap',
  kind: keyKind,
  input: schema.EndOverlap,
  audited,
  sensitivity: changeSensitivity,
  async run({ tx, now }, key) {
    requireState(key.state, 'end_overlap');
    const old = key.tokens.find((t) => t.state === 'deprecated');
    if (!old) throw new Refusal('conflict', 'There is no overlap to end. Nothing was changed.');
    await tx.keyToken.update({ where: { id: old.id }, data: { state: 'ended', endsAt: now } });
    return { id: key.id, tokenId: old.id };
  },
  summary: (key, { tokenId }) => `${key.name}: overlap ended, token ${tokenId} is refused`,
});

export const suspendKey = change({
  name: 'key.suspend',
  kind: keyKind,
  input: schema.SuspendKey,
  audited,
  sensitivity: changeSensitivity,
  run: (cx, key) => setState(cx, key, 'suspend', { state: 'suspended' }),
  summary: (key) => `${key.name} suspended`,
});

export const resumeKey = change({
  name: 'key.resume',
  kind: keyKind,
  input: schema.ResumeKey,
  audited,
  permits: requirePerson,
  sensitivity: changeSensitivity,
  run(cx, key) {
    requireNotHeld(key);
    return setState(cx, key, 'resume', { state: 'active' });
  },
  summary: (key) => `${key.name} is active again`,
});

/** Ends the key for good; its tokens stay known, so that a call with one is told apart from noise. */
export const revokeKey = change({
  name: 'key.revoke',
  kind: keyKind,
  input: schema.RevokeKey,
  audited,
  sensitivity: changeSensitivity,
  run: (cx, key, input) =>
    setState(cx, key, 'revoke', { state: 'revoked', endedAt: cx.now, endReason: input.reason }),
  summary: (key) => `${key.name} revoked`,
});

/** The worker's: marks what the gate already refuses by its clock. */
export const expireKey = change({
  name: 'key.expire',
  kind: keyKind,
  input: schema.ExpireKey,
  audited,
  sensitivity: 'routine',
  async run(cx, key) {
    if (key.expiresAt > cx.now) throw new Refusal('conflict', 'This key has not expired.');
    requireState(key.state, 'edit');
    return setState(cx, key, 'edit', { state: 'expired', endedAt: key.expiresAt });
  },
  summary: (key) => `${key.name} expired`,
});

export const editKey = change({
  name: 'key.edit',
  kind: keyKind,
  input: schema.EditKey,
  audited,
  permits: (cx, key, input) =>
    requireScopeRight(
      cx,
      input.scopes.filter((scope) => !key.scopes.includes(scope)),
    ),
  sensitivity: changeSensitivity,
  async run(cx, key, input) {
    requireOfCalls(key);
    requireState(key.state, 'edit');
    await requireFreeName(cx, key.applicationId, input.name, key.id);
    await cx.tx.apiKey.update({
      where: { id: key.id },
      data: { name: input.name, scopes: input.scopes, version: { increment: 1 } },
    });
    return { id: key.id };
  },
  summary: (key) => `${key.name} edited`,
});

export const editKeyAllowList = change({
  name: 'key.edit_allow_list',
  kind: keyKind,
  input: schema.EditKeyAllowList,
  audited: ['name', 'allowList'],
  permits: requirePerson,
  sensitivity: listSensitivity,
  async run({ tx }, key, input) {
    requireState(key.state, 'edit');
    requireNotHeld(key);
    requireAddresses(key, input.entries);
    await setAllowList(tx, { keyId: key.id }, input);
    return { id: key.id };
  },
  summary: (key) => `${key.name}: allow-list ${describeList(key.allowList)}`,
});

async function setState(
  { tx }: Context,
  key: KeySubject,
  verb: Parameters<typeof requireState>[1],
  data: { state: KeySubject['state']; endedAt?: Date; endReason?: string },
) {
  requireState(key.state, verb);
  await tx.apiKey.update({ where: { id: key.id }, data: { ...data, version: { increment: 1 } } });
  return { id: key.id };
}

// Whoever may rotate keys must not come by the token of a machine that may do more than they may themselves.
function requireOfCalls({ kind }: KeySubject): void {
  if (kind === 'service')
    throw new Refusal(
      'conflict',
      'This is a service account: it is rotated and edited as one, on its own page.',
    );
}

// A stolen token must not open its own list to whoever stole it, nor wake the account that was suspended for that.
function requirePerson({ actor }: Context, { kind }: KeySubject): void {
  if (actor.kind === 'service' && kind === 'service')
    throw new Refusal(
      'forbidden',
      'A service account changes neither its own allow-list and state nor that of another: ask a person.',
    );
}

// A key that may ask about other keys' tokens is granted only by those who hold production themselves.
function requireScopeRight({ access }: Context, scopes: readonly string[]): void {
  if (!scopes.includes(schema.askScope)) return;
  const holdsProduction = mayOn(access, 'key.create', 'ApiKey', {
    environmentId: 'production',
    applicationId: null,
  });
  if (!holdsProduction)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      scopes: `${schema.askScope} is granted only by those with production rights.`,
    });
}

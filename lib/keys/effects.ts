import { mayOn } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { digestToken, mintToken, tokenKinds } from '../check/token.ts';
import type { Context } from '../command.ts';
import { notFound, Refusal } from '../errors.ts';
import { currentKey } from '../vault/keyring.ts';
import type { KeySubject } from './kind.ts';

const day = 86_400_000;
const hour = 3_600_000;

/**
 * Where a new key would belong. An application that one may neither use for it nor see answers like one that is not
 * there, or ids could be tried for what exists.
 */
export async function placeOfNew({ tx, access }: Context, command: string, applicationId: string) {
  const found = await tx.application.findUnique({
    where: { id: applicationId },
    select: { environmentId: true },
  });
  const place = found && { environmentId: found.environmentId, applicationId };
  if (place && mayOn(access, command, 'ApiKey', place)) return place;
  const isSeen = await tx.application.count({
    where: { AND: [{ id: applicationId }, scopeOf(access, 'read', 'Application')] },
  });
  if (!place || isSeen === 0) throw notFound('This application');
  return place;
}

/** Called inside `run` only: gives a key its token, which is in the result and nowhere else. */
export async function addToken(
  { tx, keyring }: Context,
  key: Pick<KeySubject, 'id' | 'kind' | 'environmentId'>,
): Promise<string> {
  const pepper = currentKey(keyring.peppers);
  const { token, tokenId } = mintToken({ kind: tokenKinds[key.kind], environment: key.environmentId });
  const digest = new Uint8Array(digestToken(pepper.key, token));
  await tx.keyToken.create({ data: { id: tokenId, keyId: key.id, digest, pepperVersion: pepper.version } });
  return token;
}

/** Called inside `run` only: a new token beside the old one, which passes until the overlap ends. */
export async function replaceToken(
  cx: Context,
  key: KeySubject,
  { overlapHours, expiresInDays }: { overlapHours: number; expiresInDays: number },
) {
  if (key.expiresAt <= cx.now) throw new Refusal('conflict', 'This key has expired. Create a new one.');
  const old = key.tokens.find((t) => t.state === 'current');
  if (key.tokens.some((t) => t.state === 'deprecated')) {
    throw new Refusal('conflict', 'An overlap is still open. End it first, then rotate again.');
  }
  const endsAt = new Date(cx.now.getTime() + overlapHours * hour);
  const state = overlapHours > 0 ? 'deprecated' : 'ended';
  if (old) await cx.tx.keyToken.update({ where: { id: old.id }, data: { state, endsAt } });
  const token = await addToken(cx, key);
  const expiresAt = new Date(cx.now.getTime() + expiresInDays * day);
  await cx.tx.apiKey.update({ where: { id: key.id }, data: { expiresAt, version: { increment: 1 } } });
  return { id: key.id, name: key.name, token, expiresAt, oldTokenEndsAt: overlapHours > 0 ? endsAt : null };
}

/** Called inside `run` only: an application has one key of a name. */
export async function requireFreeName(
  { tx }: Context,
  applicationId: string,
  name: string,
  exceptId?: string,
): Promise<void> {
  const taken = await tx.apiKey.findFirst({
    where: { applicationId, name, ...(exceptId && { id: { not: exceptId } }) },
    select: { id: true },
  });
  if (taken)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      name: 'This application has a key of that name already.',
    });
}

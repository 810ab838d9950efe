'use server';

import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { revalidatePath } from 'next/cache';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import type { DoorState } from '#components/break-glass/door-form.tsx';
import type { ConfirmState, ProposeState } from '#components/break-glass/states.ts';
import * as act from '#lib/break-glass/act.ts';
import { enter } from '#lib/break-glass/enter.ts';
import { askForPasskey } from '#lib/break-glass/passkey.ts';
import type { Given } from '#lib/break-glass/prove.ts';
import { cookieOptions, knockCookie, seatCookie } from '#lib/break-glass/seat.ts';
import { heldOff } from '#lib/break-glass/tries.ts';
import { paths } from '#lib/paths.ts';
import { knockDigest, originHere, requireOpenSeat, requireSeat } from './current.ts';

type Asked = PublicKeyCredentialRequestOptionsJSON | null;

/** A challenge for whoever stands at the door; null past the limit. */
export async function askAtDoor(): Promise<Asked> {
  const now = new Date();
  if (await heldOff({ origin: originHere(), now, action: 'break_glass.enter' })) return null;
  return askForPasskey({ browserDigest: await knockDigest(), binding: null, now });
}

export async function enterBreakGlass(_: DoorState, form: FormData): Promise<DoorState> {
  const now = new Date();
  const said = { mode: textOf(form, 'mode'), reason: textOf(form, 'reason') ?? '' };
  const browserDigest = await knockDigest();
  const answer = await enter({ said, given: givenIn(form), browserDigest, origin: originHere(), now });
  if (answer.kind !== 'in') return answer;
  const jar = await cookies();
  jar.set(seatCookie, answer.secret, cookieOptions());
  jar.delete(knockCookie);
  return redirect(paths.breakGlass);
}

export async function askForEffect(binding: string): Promise<Asked> {
  const by = await requireOpenSeat();
  return /^[0-9a-f]{64}$/.test(binding) ? act.askInSeat(by, binding) : null;
}

/** Without a proof it says what would be done; with one it is proposed. */
export async function proposeEffect(_: ProposeState, form: FormData): Promise<ProposeState> {
  const by = await requireOpenSeat();
  const fields = [...form.entries()].filter(
    ([name, value]) => name.startsWith('input.') && typeof value === 'string',
  );
  const input = {
    ...Object.fromEntries(fields.map(([name, value]) => [name.slice('input.'.length), value])),
    // The reason of the whole break-glass: at night nobody should type it twice.
    reason: by.seat.reason,
  };
  const wanted = { command: textOf(form, 'command') ?? '', input };
  const shown = await act.preview(by, wanted);
  const given = givenIn(form);
  if (shown.kind !== 'preview' || (!given.assertion && !given.code)) return shown;
  const step = await act.propose(by, wanted, given);
  if (step.kind === 'done') return redirect(paths.breakGlass);
  return step.kind === 'refused' ? { ...shown, error: step } : step;
}

export async function confirmEffect(_: ConfirmState, form: FormData): Promise<ConfirmState> {
  const by = await requireOpenSeat();
  const step = await act.confirm(by, textOf(form, 'id') ?? '', givenIn(form));
  if (step.kind === 'done') return redirect(paths.breakGlass);
  return { kind: 'refused', message: step.message, reference: 'reference' in step ? step.reference : '' };
}

export async function withdrawEffect(form: FormData): Promise<void> {
  await act.withdraw(await requireOpenSeat(), textOf(form, 'id') ?? '');
  revalidatePath(paths.breakGlass);
}

export async function closeBreakGlass(): Promise<void> {
  await act.close(await requireSeat());
  (await cookies()).delete(seatCookie);
  redirect(`${paths.breakGlass}?closed`);
}

function givenIn(form: FormData): Given {
  return {
    assertion: textOf(form, 'assertion', 8192),
    email: textOf(form, 'email', 254),
    code: textOf(form, 'code', 100),
  };
}

function textOf(form: FormData, name: string, most = 600): string | null {
  const value = form.get(name);
  return typeof value === 'string' && value.length > 0 && value.length <= most ? value : null;
}

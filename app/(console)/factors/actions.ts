'use server';

import { type FormState, formAction } from '#lib/action.ts';
import { requireViewer } from '#lib/auth/current.ts';
import {
  barredFrom,
  beginPasskey,
  type Checked,
  checkPasskey,
  type PasskeyStart,
} from '#lib/factors/begin.ts';
import { paths } from '#lib/paths.ts';
import { commands } from '#lib/registry.ts';

export const renameFactor = formAction(commands.renameFactor);

export const removeFactor = formAction(commands.removeOwnFactor, () => paths.factors);

const addPasskey = formAction(commands.enrolPasskey);
const addApp = formAction(commands.enrolTotp);
const makeCodes = formAction(commands.makeRecoveryCodes);
type Added = FormState<{ id: string }>;
type Made = FormState<{ id: string; codes: string[]; former: number }>;

export async function beginOwnPasskey(): Promise<PasskeyStart> {
  return beginPasskey(await requireViewer(), new Date());
}

export async function checkOwnPasskey(attestation: string): Promise<Checked> {
  return checkPasskey(await requireViewer(), attestation, new Date());
}

export async function enrolPasskey(previous: Added, form: FormData): Promise<Added> {
  return bySignInAlone('passkey', await addPasskey(previous, form));
}

export async function enrolTotp(previous: Added, form: FormData): Promise<Added> {
  return bySignInAlone('totp', await addApp(previous, form));
}

export async function makeRecoveryCodes(previous: Made, form: FormData): Promise<Made> {
  return bySignInAlone('recovery_code', await makeCodes(previous, form));
}

/** Where the provider has to vouch anew, no passkey and no code takes the bar away: they are not offered. */
async function bySignInAlone<R>(
  kind: Parameters<typeof barredFrom>[1],
  state: FormState<R>,
): Promise<FormState<R>> {
  if (state.kind !== 'needsFactor') return state;
  const barred = await barredFrom(await requireViewer(), kind, new Date());
  return barred?.stepUp ? { ...state, ways: { ...state.ways, passkey: null, code: false } } : state;
}

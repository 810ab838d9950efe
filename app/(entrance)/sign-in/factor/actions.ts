'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import type { FormState } from '#lib/action.ts';
import { digestOf, readSignInCookie, sessionCookie, signInCookie, signInMinutes } from '#lib/auth/cookies.ts';
import { currentPending } from '#lib/auth/current.ts';
import {
  type Completed,
  enrolAndComplete,
  type Pending,
  proveAndComplete,
} from '#lib/auth/pending-sign-in.ts';
import { beginPasskey, type Checked, checkPasskey, type PasskeyStart } from '#lib/factors/begin.ts';
import { waysOf } from '#lib/factors/present.ts';
import { paths, safeReturnTo } from '#lib/paths.ts';
import { commands } from '#lib/registry.ts';

/** Takes the factor that the person has, and leads to where the sign-in was going. */
export async function proveFactor(_previous: FormState<object>, form: FormData): Promise<FormState<object>> {
  const pending = await requirePending();
  const given = { assertion: textOf(form, 'proofAssertion', 8192), code: textOf(form, 'proofCode') };
  const outcome = await proveAndComplete(pending, given);
  if (outcome.kind !== 'refused') return goOn(outcome, safeReturnTo(textOf(form, 'returnTo')));
  return {
    kind: 'needsFactor',
    message: 'Nothing is open yet.',
    error: outcome.message,
    critical: false,
    ways: await waysOf(pending, null, pending.now),
  };
}

export async function beginFirstPasskey(): Promise<PasskeyStart> {
  const pending = await requirePending();
  return beginPasskey(pending, pending.now);
}

export async function checkFirstPasskey(attestation: string): Promise<Checked> {
  const pending = await requirePending();
  return checkPasskey(pending, String(attestation), pending.now);
}

type Enrolled = FormState<{ id: string }>;

export async function enrolFirstPasskey(
  returnTo: string,
  _previous: Enrolled,
  form: FormData,
): Promise<Enrolled> {
  const pending = await requirePending();
  const input = { ticket: textOf(form, 'ticket', 16_384), name: textOf(form, 'name') };
  return enrolled(
    await enrolAndComplete(commands.enrolPasskey, pending, input, textOf(form, 'nonce')),
    returnTo,
  );
}

export async function enrolFirstApp(
  returnTo: string,
  _previous: Enrolled,
  form: FormData,
): Promise<Enrolled> {
  const pending = await requirePending();
  const [ticket, code, name] = [textOf(form, 'ticket', 16_384), textOf(form, 'code'), textOf(form, 'name')];
  const input = { ticket, code, name };
  return enrolled(
    await enrolAndComplete(commands.enrolTotp, pending, input, textOf(form, 'nonce')),
    returnTo,
  );
}

async function requirePending(): Promise<Pending> {
  return (await currentPending()) ?? redirect(paths.signIn);
}

async function enrolled(
  outcome: Awaited<ReturnType<typeof enrolAndComplete>>,
  returnTo: string,
): Promise<Enrolled> {
  switch (outcome.kind) {
    case 'completed':
    case 'over':
      return goOn(
        outcome,
        `${paths.newRecoveryCodes}?returnTo=${encodeURIComponent(safeReturnTo(returnTo))}`,
      );
    case 'invalid':
    case 'refused':
      return outcome;
    // Somebody else of theirs was faster, or this form was sent twice: the page says what there is to do now.
    default:
      return redirect(`${paths.signInFactor}?returnTo=${encodeURIComponent(safeReturnTo(returnTo))}`);
  }
}

async function goOn(completed: Completed, target: string): Promise<FormState<never>> {
  if (completed.kind === 'over')
    return { kind: 'refused', message: completed.message, reference: completed.reference };
  const jar = await cookies();
  const host = { path: '/', httpOnly: true, secure: true };
  jar.set(sessionCookie, completed.secret, { ...host, sameSite: 'lax' });
  const browser = readSignInCookie(jar.get(signInCookie)?.value);
  // The next sign-in of this browser ends this session, which it knows by its new digest.
  if (browser)
    jar.set(signInCookie, `${browser.secret}.${digestOf(completed.secret)}`, {
      ...host,
      sameSite: 'none',
      maxAge: signInMinutes * 60,
    });
  return redirect(target);
}

function textOf(form: FormData, name: string, most = 600): string | null {
  const value = form.get(name);
  return typeof value === 'string' && value.length > 0 && value.length <= most ? value : null;
}

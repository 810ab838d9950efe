'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { type FormState, formAction } from '#lib/action.ts';
import { sessionCookie } from '#lib/auth/cookies.ts';
import { paths } from '#lib/paths.ts';
import { commands } from '#lib/registry.ts';

export const endOwnSession = formAction(commands.endOwnSession);

const endAll = formAction(commands.endAllOwnSessions);
type Ended = { id: string; open: number };

export async function signOutEverywhere(
  previous: FormState<Ended>,
  form: FormData,
): Promise<FormState<Ended>> {
  const state = await endAll(previous, form);
  if (state.kind !== 'done') return state;
  (await cookies()).set(sessionCookie, '', {
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    maxAge: 0,
  });
  redirect(paths.signedOut);
}

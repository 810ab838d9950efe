'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { environmentCookie } from '#lib/auth/cookies.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { env } from '#lib/env.ts';
import { safeReturnTo } from '#lib/paths.ts';

/**
 * Which environment the console shows in this browser. Only a view: what may be read or done there is decided by
 * each query and command, and an environment that is not this operator's is not taken.
 */
export async function switchEnvironment(form: FormData): Promise<void> {
  const viewer = await requireViewer();
  const chosen = viewer.environments.find(({ id }) => id === form.get('environment'));
  if (chosen) {
    (await cookies()).set(environmentCookie, chosen.id, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: env().publicUrl.startsWith('https:'),
      maxAge: 31_536_000,
    });
  }
  const returnTo = form.get('returnTo');
  redirect(safeReturnTo(typeof returnTo === 'string' ? returnTo : null));
}

import type { Factor } from '#components/forms/factor-note.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';

/** What a change in this environment asks of this viewer's second factor: nothing in the sandbox. */
export function factorFor(viewer: Viewer, environmentId: string, returnTo: string): Factor | null {
  if (environmentId !== 'production') return null;
  return {
    ageSeconds: viewer.moved ? null : Math.max(0, (viewer.now.getTime() - viewer.proofAt.getTime()) / 1000),
    limitMinutes: env().proofMinutes,
    href: `${paths.login(viewer.connection.slug, returnTo)}&force=1`,
  };
}

/** An environment with its name, as this viewer knows it. */
export function environmentOf(viewer: Viewer, id: string): { id: string; name: string } {
  return viewer.environments.find((environment) => environment.id === id) ?? { id, name: id };
}

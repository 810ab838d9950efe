import type { Factor } from '#components/forms/factor-note.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import { changeSensitivity } from '#lib/keys/rules.ts';
import { factorOf } from '../factor.ts';

/** What a change in this environment asks of this viewer's second factor: nothing in the sandbox, but of a service account. */
export function factorFor(viewer: Viewer, environmentId: string, kind?: string): Factor | null {
  return changeSensitivity({ environmentId, kind }) === 'routine' ? null : factorOf(viewer);
}

/** An environment with its name, as this viewer knows it. */
export function environmentOf(viewer: Viewer, id: string): { id: string; name: string } {
  return viewer.environments.find((environment) => environment.id === id) ?? { id, name: id };
}

import { mayOn } from '#lib/access/ability.ts';
import type { Viewer } from '#lib/auth/current.ts';

type Verb = 'create' | 'edit' | 'hand_over' | 'edit_allow_list';
type May = 'yes' | 'blocked' | 'never';

/** never: absent from the page. blocked: shown, disabled, with the reason. The command decides for itself again. */
export function mayApplication(
  viewer: Viewer,
  verb: Verb,
  application: { id?: string; environmentId: string },
): May {
  const name = `application.${verb}`;
  if (!viewer.can(name, 'Application')) return 'never';
  return mayOn(viewer.access, name, 'Application', application) ? 'yes' : 'blocked';
}

export const blockedReason =
  'Your roles permit this elsewhere: in another environment, or for your own applications.';

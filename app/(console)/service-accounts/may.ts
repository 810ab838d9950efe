import { mayOn } from '#lib/access/ability.ts';
import { applicationsForNewKey } from '#lib/applications/for-new-key.ts';
import type { Viewer } from '#lib/auth/current.ts';

/** Applications of this environment whose automation the viewer may make. */
export async function applicationsToServe(viewer: Viewer) {
  const applications = await applicationsForNewKey(viewer.reader);
  return applications.filter(({ id, environmentId }) =>
    mayOn(viewer.access, 'service_account.create', 'ApiKey', { environmentId, applicationId: id }),
  );
}

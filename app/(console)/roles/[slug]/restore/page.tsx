import { RotateCcw } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { RoleReview } from '#components/roles/role-review.tsx';
import { customDefinition } from '#lib/access/definitions.ts';
import { paths } from '#lib/paths.ts';
import { pathsOpenedBy } from '#lib/roles/paths-opened.ts';
import { listRoleVersions } from '#lib/roles/version-queries.ts';
import { criticalFrame } from '../../../approvals/ahead.ts';
import { orNotFound, type Search } from '../../../found.ts';
import { restoreRole } from '../../actions.ts';
import { WhoIsAffected } from '../../affected.tsx';
import { changesOfRole } from '../../changes.ts';
import { loadCustom, type SlugParams } from '../../load.ts';
import { RoleFrame } from '../../role-frame.tsx';

export const metadata: Metadata = { title: 'Restore a version' };

export default async function RestoreRole({
  params,
  searchParams,
}: {
  params: SlugParams;
  searchParams: Search;
}) {
  const { viewer, role, custom, blocked } = await loadCustom(params, 'restore');
  const said = (await searchParams).former;
  const versions = await orNotFound(listRoleVersions(viewer.reader, custom.id));
  const former = versions.find(({ version }) => String(version) === said);
  if (!former) notFound();
  const here = paths.role(custom.slug);
  const state = { ...former, policy: former.stored };
  const changes = changesOfRole(custom, state, role.names);
  const after = customDefinition({ ...state, slug: custom.slug });
  return (
    <RoleFrame of={custom} here="Restore">
      <RoleReview
        frame={{
          ...(await criticalFrame(
            viewer,
            'role.restore',
            `${here}/restore?former=${former.version}`,
            `${here}/history`,
          )),
          blocked:
            blocked ?? (changes.length === 0 ? 'It is set like this now. There is nothing to do.' : null),
        }}
        action={restoreRole}
        title={`Restore version ${former.version} of ${custom.name}`}
        values={{ id: custom.id, version: String(custom.version), former: String(former.version) }}
        critical
        effect={{
          tone: 'warn',
          title: `It comes back as version ${custom.version + 1}.`,
          text: `Version ${custom.version} is kept in its turn.`,
        }}
        changes={changes}
        risks={await pathsOpenedBy(viewer.reader, after)}
        affected={<WhoIsAffected viewer={viewer} slug={custom.slug} after={after} />}
        next="What a role permits is looked up at every request: open pages of its holders follow at once."
        submit={{ label: 'Restore version', pendingLabel: 'Restoring', icon: <RotateCcw /> }}
        doneNotice={`Version ${former.version} is restored.`}
      />
    </RoleFrame>
  );
}

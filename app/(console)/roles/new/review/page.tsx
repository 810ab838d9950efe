import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { NewRoleReview } from '#components/roles/new-role-review.tsx';
import { customDefinition } from '#lib/access/definitions.ts';
import { paths } from '#lib/paths.ts';
import { packDraft } from '#lib/roles/draft.ts';
import { criticalFrame } from '../../../approvals/ahead.ts';
import type { Search } from '../../../found.ts';
import { hrefWith } from '../../../href.ts';
import { createRole } from '../../actions.ts';
import { changesOfRole, nothing } from '../../changes.ts';
import { RoleFrame } from '../../role-frame.tsx';
import { startOf } from '../start.ts';

export const metadata: Metadata = { title: 'Review new role' };

export default async function ReviewNewRole({ searchParams }: { searchParams: Search }) {
  const { viewer, from, as, draft, names } = await startOf(searchParams, '/review');
  const here = `${paths.roles}/new`;
  if (!draft) redirect(hrefWith(here, { from }));
  const search = { from, as: as === 'json' ? 'json' : undefined, draft: packDraft(draft) ?? '' };
  const { administrative } = customDefinition({ ...draft, slug: '', version: 1 });
  return (
    <RoleFrame of={null} here="New role">
      <NewRoleReview
        frame={await criticalFrame(viewer, 'role.create', hrefWith(`${here}/review`, search), paths.roles)}
        action={createRole}
        title={`Make the role ${draft.name}`}
        values={{
          name: draft.name,
          description: draft.description,
          policy: JSON.stringify(draft.policy),
        }}
        ceiling={draft.ceiling}
        critical={administrative}
        effect={{
          tone: administrative ? 'warn' : 'plain',
          title: administrative
            ? 'This role has administrative verbs: making it is critical, and so is giving it.'
            : 'Nobody holds it yet: nobody gains anything with the save.',
        }}
        changes={changesOfRole(nothing, draft, names)}
        next="It can be given to people and groups afterwards. Its versions are kept."
        editHref={hrefWith(here, search)}
        submit={{ label: 'Make the role', pendingLabel: 'Making', icon: <Plus /> }}
        doneNotice="The role is made."
      />
    </RoleFrame>
  );
}

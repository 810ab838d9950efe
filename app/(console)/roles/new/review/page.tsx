import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { NewRoleReview } from '#components/roles/new-role-review.tsx';
import { customDefinition } from '#lib/access/definitions.ts';
import { paths } from '#lib/paths.ts';
import { packDraft } from '#lib/roles/draft.ts';
import { pathsOpenedBy } from '#lib/roles/paths-opened.ts';
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
  // Its slug is made with the save, and is nobody's else's.
  const made = customDefinition({ ...draft, slug: `${draft.name} (new)`, version: 1 });
  const risks = await pathsOpenedBy(viewer.reader, made);
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
        critical={made.administrative || risks.length > 0}
        effect={effectOf(made.administrative, risks.length)}
        risks={risks}
        changes={changesOfRole(nothing, draft, names)}
        next="It can be given to people and groups afterwards. Its versions are kept."
        editHref={hrefWith(here, search)}
        submit={{ label: 'Make the role', pendingLabel: 'Making', icon: <Plus /> }}
        doneNotice="The role is made."
      />
    </RoleFrame>
  );
}

function effectOf(administrative: boolean, paths: number) {
  if (paths > 0)
    return {
      tone: 'bad' as const,
      title: 'With this role there, somebody could make themselves more powerful: making it is critical.',
      text: `${paths === 1 ? 'The way' : `The ${paths} ways`} to it ${paths === 1 ? 'stands' : 'stand'} below.`,
    };
  return administrative
    ? {
        tone: 'warn' as const,
        title: 'This role has administrative verbs: making it is critical, and so is giving it.',
      }
    : {
        tone: 'plain' as const,
        title:
          'Nobody holds it yet, and it opens nobody a way to more power: the save alone changes nothing.',
      };
}

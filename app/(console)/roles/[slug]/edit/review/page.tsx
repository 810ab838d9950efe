import { ShieldHalf } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { RoleReview } from '#components/roles/role-review.tsx';
import { customDefinition } from '#lib/access/definitions.ts';
import { paths } from '#lib/paths.ts';
import { packDraft, unpackDraft } from '#lib/roles/draft.ts';
import { isHeavyEdit, pathsOpenedBy } from '#lib/roles/paths-opened.ts';
import { criticalFrame } from '../../../../approvals/ahead.ts';
import { type Search, searchFrom } from '../../../../found.ts';
import { hrefWith } from '../../../../href.ts';
import { editRole } from '../../../actions.ts';
import { WhoIsAffected } from '../../../affected.tsx';
import { changesOfRole } from '../../../changes.ts';
import { loadCustom, type SlugParams } from '../../../load.ts';
import { RoleFrame } from '../../../role-frame.tsx';

export const metadata: Metadata = { title: 'Review role' };

/** What would change and for whom, before anything does. */
export default async function ReviewRole({
  params,
  searchParams,
}: {
  params: SlugParams;
  searchParams: Search;
}) {
  const { viewer, role, custom, blocked } = await loadCustom(params, 'edit');
  if (custom.retiredAt) notFound();
  const said = await searchFrom(searchParams);
  const draft = unpackDraft(said.draft);
  const here = `${paths.role(custom.slug)}/edit`;
  if (!draft) redirect(here);
  const search = { as: said.as === 'json' ? 'json' : undefined, draft: packDraft(draft) ?? '' };
  const changes = changesOfRole(custom, draft, role.names);
  const after = customDefinition({ ...custom, ...draft });
  const risks = await pathsOpenedBy(viewer.reader, after);
  const isHeavy = isHeavyEdit(viewer.reader, viewer.actor, role.definition, after);
  const critical = isHeavy || risks.length > 0;
  return (
    <RoleFrame of={custom} here="Review">
      <RoleReview
        frame={{
          ...(await criticalFrame(
            viewer,
            'role.edit',
            hrefWith(`${here}/review`, search),
            paths.role(custom.slug),
          )),
          blocked:
            blocked ??
            (changes.length === 0 ? 'Nothing differs from what is saved. There is nothing to do.' : null),
        }}
        action={editRole}
        title={`Change the role ${custom.name}`}
        values={{
          id: custom.id,
          version: String(custom.version),
          name: draft.name,
          description: draft.description,
          policy: JSON.stringify(draft.policy),
        }}
        ceiling={draft.ceiling}
        critical={critical}
        effect={effectOf(critical, risks.length)}
        changes={changes}
        risks={risks}
        affected={<WhoIsAffected viewer={viewer} slug={custom.slug} after={after} />}
        next={`Version ${custom.version} is kept and can be restored. What a role permits is looked up at every request: open pages of its holders follow at once.`}
        editHref={hrefWith(here, search)}
        submit={{ label: 'Save the role', pendingLabel: 'Saving', icon: <ShieldHalf /> }}
        doneNotice="The role is changed."
      />
    </RoleFrame>
  );
}

function effectOf(critical: boolean, paths: number) {
  if (paths > 0)
    return {
      tone: 'bad' as const,
      title: 'By this, somebody could make themselves more powerful: the change is critical.',
      text: `${paths === 1 ? 'The way' : `The ${paths} ways`} to it stand below.`,
    };
  return critical
    ? {
        tone: 'warn' as const,
        title:
          'This role has, or would have, more than is given by one person alone: the change is critical.',
        text: 'All account owners are told.',
      }
    : { tone: 'plain' as const, title: 'It counts for everybody who holds the role, with the save.' };
}

import { Archive, CircleQuestionMark, Copy, Pencil } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page.tsx';
import { Badge } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';
import type { RolePage } from '#lib/roles/role-queries.ts';
import { hrefWith } from '../href.ts';

/** The head of every page of one role: what it is, since when, and what can be done with it. */
export function RoleHead({ role, now }: { role: RolePage; now: Date }) {
  const { definition, custom, may } = role;
  const { slug, name, does } = definition;
  return (
    <PageHead
      title={name}
      crumbs={[{ label: 'Roles', href: paths.roles }, { label: name }]}
      badges={badgeOf(role)}
      detail={
        <>
          {does ? <span>{does}</span> : null}
          {custom ? (
            <span className="basis-full">
              Version {custom.version}, {custom.changedBy ? 'last changed' : 'made'}{' '}
              <Time at={custom.changedAt} now={now} />
              {custom.changedBy ? ` by ${custom.changedBy}` : ''}
            </span>
          ) : null}
        </>
      }
      actions={
        <>
          <LinkButton icon={<CircleQuestionMark />} href={paths.whoCan}>
            Who can do this?
          </LinkButton>
          {may.copy ? (
            <LinkButton icon={<Copy />} href={hrefWith(`${paths.roles}/new`, { from: slug })}>
              Copy as custom role
            </LinkButton>
          ) : null}
          {may.retire && !custom?.isHeld ? (
            <LinkButton variant="text-red" icon={<Archive />} href={`${paths.role(slug)}/retire`}>
              Retire…
            </LinkButton>
          ) : null}
          {may.edit && !custom?.isHeld ? (
            <LinkButton variant="primary" icon={<Pencil />} href={`${paths.role(slug)}/edit`}>
              Edit role
            </LinkButton>
          ) : null}
        </>
      }
    />
  );
}

function badgeOf({ custom }: RolePage) {
  if (!custom) return <Badge>System role</Badge>;
  return custom.retiredAt ? <Badge tone="dim">Retired</Badge> : <Badge>Custom role</Badge>;
}

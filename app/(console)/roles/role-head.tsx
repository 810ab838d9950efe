import { Archive, CircleQuestionMark, Copy, Pencil } from 'lucide-react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page.tsx';
import { Badge } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';
import type { RolePage } from '#lib/roles/role-queries.ts';
import { hrefWith } from '../href.ts';
import { blockedRole } from './load.ts';

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
          <Verbs role={role} />
        </>
      }
    />
  );
}

/** What is done to some roles and not to this one stays, with the reason and who can. */
function Verbs({ role }: { role: RolePage }) {
  const { custom, definition, ever, may } = role;
  if (!custom || custom.retiredAt) return null;
  const why = blockedRole(role);
  const href = (verb: string) => `${paths.role(definition.slug)}/${verb}`;
  return (
    <>
      {why && (ever.edit || ever.retire) ? (
        <span className="max-w-[360px] text-12 text-ink-3">{why}</span>
      ) : null}
      {!ever.retire ? null : may.retire && !why ? (
        <LinkButton variant="text-red" icon={<Archive />} href={href('retire')}>
          Retire…
        </LinkButton>
      ) : (
        <Button icon={<Archive />} disabled>
          Retire…
        </Button>
      )}
      {!ever.edit ? null : may.edit && !why ? (
        <LinkButton variant="primary" icon={<Pencil />} href={href('edit')}>
          Edit role
        </LinkButton>
      ) : (
        <Button icon={<Pencil />} disabled>
          Edit role
        </Button>
      )}
    </>
  );
}

function badgeOf({ custom }: RolePage) {
  if (!custom) return <Badge>System role</Badge>;
  return custom.retiredAt ? <Badge tone="dim">Retired</Badge> : <Badge>Custom role</Badge>;
}

import { UserRoundSearch } from 'lucide-react';
import type { Metadata } from 'next';
import { PermissionTable } from '#components/permissions/permission-table.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { utcMinute } from '#components/ui/format.ts';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { whatTheyMay } from '#lib/operators/effective.ts';
import { EffectiveFilter } from '#lib/operators/schema.ts';
import { paths } from '#lib/paths.ts';
import { type Search, searchFrom } from '../../../found.ts';
import { hrefWith } from '../../../href.ts';
import { permissionLines } from '../../../permissions/lines.ts';
import { loadOperator } from '../../frame.ts';

export const metadata: Metadata = { title: 'What can this operator do?' };

interface EffectiveProps {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

/** Every row that decides for them, with the role, the assignment's place and the group it comes from. */
export default async function Effective({ params, searchParams }: EffectiveProps) {
  const { viewer, operator } = await loadOperator(params, 'permissions');
  const { environment, at } = EffectiveFilter.parse(await searchFrom(searchParams));
  const grants = await whatTheyMay(viewer.reader, operator.id, at ?? viewer.now);
  const inPlace = grants.filter(
    (grant) => !environment || grant.environmentId === null || grant.environmentId === environment,
  );
  const { id, name } = operator;
  return (
    <Page>
      <PageHead
        title={`What can ${name} do?`}
        crumbs={[
          { label: 'Operators', href: paths.operators },
          { label: name, href: paths.operator(id) },
          { label: 'Permissions' },
        ]}
        detail={
          at
            ? `As it was, or will be, at ${utcMinute(at)} UTC by what is stored now.`
            : 'Now. What is not listed is refused.'
        }
        actions={
          <LinkButton
            icon={<UserRoundSearch />}
            href={hrefWith(paths.simulator, { operator: operator.email })}
          >
            May they do this?
          </LinkButton>
        }
      />
      <form method="get" className="mb-3 grid items-end gap-3 narrow:grid-cols-[200px_240px_auto]">
        <SelectField label="Environment" name="environment" defaultValue={environment ?? ''}>
          <option value="">Every environment</option>
          {viewer.environments.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </SelectField>
        <TextField
          label="At (UTC)"
          aside="optional"
          name="at"
          type="datetime-local"
          defaultValue={at?.toISOString().slice(0, 16)}
        />
        <div>
          <Button type="submit">Show</Button>
        </div>
      </form>
      {inPlace.length > 0 ? (
        <PermissionTable
          who="they"
          lines={permissionLines(inPlace, viewer.environments, 'their own', environment ?? null)}
        />
      ) : (
        <Panel label="Permissions" pad>
          {name} holds no role then and may do nothing but sign in, ask for a role, and keep their own second
          factors and sessions.
        </Panel>
      )}
    </Page>
  );
}

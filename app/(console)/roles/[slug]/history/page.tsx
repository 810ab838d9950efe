import { ArrowLeftRight, History, RotateCcw } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { VersionsForm } from '#components/roles/versions-form.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Diff } from '#components/ui/diff.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, Stack } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';
import { textOfPolicy } from '#lib/roles/policy-text.ts';
import type { RolePage } from '#lib/roles/role-queries.ts';
import { type FormerRole, listRoleVersions } from '#lib/roles/version-queries.ts';
import { orNotFound, type Search } from '../../../found.ts';
import { changesOfRole } from '../../changes.ts';
import { loadRole, type SlugParams } from '../../load.ts';
import { RoleHead } from '../../role-head.tsx';
import { RoleTabs } from '../../role-tabs.tsx';

export const metadata: Metadata = { title: 'History of the role' };

export default async function RoleHistory({
  params,
  searchParams,
}: {
  params: SlugParams;
  searchParams: Search;
}) {
  const { viewer, role } = await loadRole(params, '/history');
  const { custom, ever, may } = role;
  if (!custom) notFound();
  const former = await orNotFound(listRoleVersions(viewer.reader, custom.id));
  const said = await searchParams;
  const here = `${paths.role(custom.slug)}/history`;
  const states = [{ ...custom, stored: custom.policy }, ...former];
  const stateOf = (version: unknown) => states.find((one) => String(one.version) === version);
  const from = stateOf(said.from) ?? former[0];
  const to = stateOf(said.to) ?? states[0];
  const offersRestore = ever.restore && !custom.retiredAt;
  const canRestore = may.restore && !custom.isHeld;
  return (
    <Page>
      <RoleHead role={role} now={viewer.now} />
      <RoleTabs slug={custom.slug} current="history" isCustom />
      {former.length === 0 ? (
        <Panel label="Versions">
          <Empty title="Nothing was changed yet" art={<History />}>
            The first change keeps how the role was before.
          </Empty>
        </Panel>
      ) : (
        <Stack>
          <VersionsForm
            action={here}
            versions={states.map(({ version }) => version)}
            from={from?.version ?? 1}
            to={to?.version ?? 1}
          />
          {from && to ? <Compared from={from} to={to} names={role.names} /> : null}
          <Panel title="Versions">
            <Rows label="Versions">
              <RowItem title={`Version ${custom.version}`} detail="in force" />
              {former.map(({ version, name, replacedAt, replacedBy }) => (
                <RowItem
                  key={version}
                  title={`Version ${version}${name === custom.name ? '' : `, as ${name}`}`}
                  detail={
                    <>
                      replaced <Time at={replacedAt} now={viewer.now} /> by {replacedBy}
                    </>
                  }
                  end={
                    !offersRestore ? null : canRestore ? (
                      <LinkButton
                        size="sm"
                        icon={<RotateCcw />}
                        href={`${paths.role(custom.slug)}/restore?former=${version}`}
                      >
                        Restore…
                      </LinkButton>
                    ) : (
                      // Why stands in the head of the page.
                      <Button size="sm" icon={<RotateCcw />} disabled>
                        Restore…
                      </Button>
                    )
                  }
                />
              ))}
            </Rows>
          </Panel>
        </Stack>
      )}
    </Page>
  );
}

type State = Pick<FormerRole, 'version' | 'name' | 'description' | 'ceiling' | 'stored'>;

function Compared({ from, to, names }: { from: State; to: State; names: RolePage['names'] }) {
  const changes = changesOfRole({ ...from, policy: from.stored }, { ...to, policy: to.stored }, names);
  return (
    <Panel title={`Version ${from.version} and version ${to.version}`} pad>
      {changes.length === 0 ? (
        <p className="row text-13 text-ink-2">
          <ArrowLeftRight /> They say the same.
        </p>
      ) : (
        <div className="grid gap-4">
          <Diff changes={changes} />
          <details>
            <summary className="link inline-block text-12">As JSON</summary>
            <div className="mt-2">
              <Diff
                changes={[
                  {
                    field: 'policy',
                    before: linesOf(from.stored),
                    after: linesOf(to.stored),
                  },
                ]}
              />
            </div>
          </details>
        </div>
      )}
    </Panel>
  );
}

/** A rule a line: what stands in both is counted, not shown. */
function linesOf(policy: unknown): string[] {
  const rules = (policy as { rules?: unknown[] } | null)?.rules ?? [];
  return rules.map((rule) => textOfPolicy(rule).replace(/\s+/g, ' '));
}

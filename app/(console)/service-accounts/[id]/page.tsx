import { Pencil, RotateCw } from 'lucide-react';
import type { Metadata } from 'next';
import { ListPanel } from '#components/allow-lists/list-panel.tsx';
import { HistoryPanel } from '#components/audit/history.tsx';
import { keyMenu } from '#components/keys/key-menu.tsx';
import { KeyBadge } from '#components/keys/key-words.tsx';
import { AccountFacts } from '#components/service-accounts/account-facts.tsx';
import { ScopesPanel } from '#components/service-accounts/scopes-panel.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { EnvTag } from '#components/ui/state.tsx';
import { historyOf } from '#lib/audit/queries.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { isPossible } from '#lib/keys/rules.ts';
import { paths } from '#lib/paths.ts';
import { readServiceAccount } from '#lib/service-accounts/queries.ts';
import { grouped } from '#lib/service-accounts/rules.ts';
import { idFrom, orNotFound } from '../../found.ts';
import { hrefWith } from '../../href.ts';
import { environmentOf } from '../../keys/factor.ts';
import { keyActions } from '../../keys/key-actions.ts';
import { type AccountProps, mayDo } from '../load.ts';

export const metadata: Metadata = { title: 'Service account' };

export default async function ServiceAccountPage({ params }: AccountProps) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.serviceAccount(id));
  const account = await orNotFound(readServiceAccount(viewer.reader, id));
  const { now } = viewer;
  const environment = environmentOf(viewer, account.environmentId);
  const { rotate: _, 'allow-list': list, ...others } = keyActions(viewer, account);
  const menu = keyMenu(others, ['end-overlap', 'suspend', 'resume', 'revoke']);
  const may = (verb: 'rotate' | 'edit') =>
    mayDo(viewer, account, `service_account.${verb}`) && isPossible(account.shown, verb);
  return (
    <Page>
      <PageHead
        title={account.name}
        crumbs={[{ label: 'Service accounts', href: paths.serviceAccounts }, { label: account.name }]}
        badges={
          <>
            <KeyBadge state={account.shown} />
            <EnvTag environment={environment.id} name={environment.name} />
          </>
        }
        detail={<span>automation of {account.application.name}</span>}
        actions={
          <div className="flex flex-wrap gap-2 narrow:flex-nowrap">
            {may('rotate') ? (
              <LinkButton icon={<RotateCw />} href={paths.serviceAccount(id, 'rotate')}>
                Rotate
              </LinkButton>
            ) : null}
            {may('edit') ? (
              <LinkButton icon={<Pencil />} href={paths.serviceAccount(id, 'edit')}>
                Edit
              </LinkButton>
            ) : null}
            {menu.length > 0 ? (
              <Menu label={`More actions for ${account.name}`} triggerSize="md" items={menu} />
            ) : null}
          </div>
        }
      />
      <Columns layout="side">
        <Stack>
          {account.suspendedAt && account.shown === 'suspended' ? (
            <Note tone="warn" title="An access review suspended it: nobody answered for it.">
              Its token opens nothing. Whoever decides in that review can give it back for 7 days; then it is
              revoked.
            </Note>
          ) : null}
          <ScopesPanel
            groups={grouped(account.scopes)}
            inForce={account.inForce}
            behind={account.behind}
            environmentName={environment.name}
          />
          <ListPanel
            title="Addresses that it may call from"
            list={account.allowList}
            editHref={list && !list.blocked ? list.href : undefined}
            emptyWords="It may call from anywhere."
          />
          {viewer.can('read', 'AuditEvent') ? (
            <HistoryPanel
              events={await historyOf(viewer.reader, 'ApiKey', id)}
              now={now}
              allHref={hrefWith(paths.audit, { subject: 'ApiKey', subjectId: id })}
            />
          ) : null}
        </Stack>
        <AccountFacts account={account} now={now} />
      </Columns>
    </Page>
  );
}

import { Ban, CircleCheck } from 'lucide-react';
import type { Metadata } from 'next';
import { HistoryPanel } from '#components/audit/history.tsx';
import { factorsInWords } from '#components/factors/factor-words.tsx';
import { PersonFactors } from '#components/factors/person-factors.tsx';
import { GroupsPanel } from '#components/operators/groups-panel.tsx';
import { IdentityPanel, OwnedPanel } from '#components/operators/identity-panel.tsx';
import { PastRolesPanel, RolesPanel } from '#components/operators/roles-panel.tsx';
import { SessionsPanel } from '#components/operators/sessions-panel.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { Badge } from '#components/ui/state.tsx';
import { historyOf } from '#lib/audit/queries.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { factorsOfOperator } from '#lib/factors/queries.ts';
import type { OperatorPage } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';
import { hrefWith } from '../../href.ts';
import { blockedWords } from '../blocked.ts';
import { loadOperator } from '../frame.ts';
import { heldRoles, pastRoles } from '../held-roles.ts';

export const metadata: Metadata = { title: 'Operator' };

export default async function Operator({ params }: { params: Promise<{ id: string }> }) {
  const { viewer, operator } = await loadOperator(params, '');
  const { id, may, ownedApps, sessions } = operator;
  const events = viewer.can('read', 'AuditEvent') ? await historyOf(viewer.reader, 'Operator', id, 10) : null;
  const factors = await factorsOfOperator(viewer.reader, id);
  const past = pastRoles(operator, viewer);
  const seesSessions =
    viewer.can('session.end', 'Session') || id === viewer.operatorId || sessions.length > 0;
  return (
    <Page>
      <Head operator={operator} viewer={viewer} />
      <Columns layout="side">
        <Stack>
          <RolesPanel roles={heldRoles(operator, viewer)} give={giveOf(operator, viewer)} now={viewer.now} />
          {past.length > 0 ? <PastRolesPanel roles={past} now={viewer.now} /> : null}
          {events ? (
            <HistoryPanel
              events={events}
              now={viewer.now}
              allHref={hrefWith(paths.audit, { subject: 'Operator', subjectId: id })}
            />
          ) : null}
        </Stack>
        <Stack>
          <IdentityPanel operator={operator} now={viewer.now} />
          {operator.groups.length > 0 ? <GroupsPanel groups={operator.groups} now={viewer.now} /> : null}
          {seesSessions ? (
            <SessionsPanel
              sessions={sessions}
              own={viewer.sessionId}
              endHref={may.endSession ? (session) => `${paths.operator(id)}/sessions/${session}/end` : null}
              now={viewer.now}
            />
          ) : null}
          {factors ? (
            <PersonFactors
              factors={factors}
              reset={factorsInWords(factors) || factors.former ? resetOf(operator, viewer) : null}
              now={viewer.now}
            />
          ) : null}
          {ownedApps.length > 0 ? (
            <OwnedPanel applications={ownedApps} environments={viewer.environments} />
          ) : null}
        </Stack>
      </Columns>
    </Page>
  );
}

function Head({ operator, viewer }: { operator: OperatorPage; viewer: Viewer }) {
  const { id, name, email, state, connection, may } = operator;
  const [verb, label] =
    state === 'active' ? (['disable', 'Disable…'] as const) : (['enable', 'Enable…'] as const);
  const icon = state === 'active' ? <Ban /> : <CircleCheck />;
  const variant = state === 'active' ? 'text-red' : 'plain';
  const isEver = viewer.can(`operator.${verb}`, 'Operator');
  const reason = blockedWords(viewer, id, verb);
  return (
    <PageHead
      title={name}
      crumbs={[{ label: 'Operators', href: paths.operators }, { label: name }]}
      badges={
        state === 'disabled' ? (
          <Badge tone="bad" icon={<Ban />}>
            Disabled
          </Badge>
        ) : null
      }
      detail={`${email} · ${connection.name}`}
      actions={
        !isEver ? (
          <WhatTheyMay id={id} />
        ) : may[verb] ? (
          <>
            <WhatTheyMay id={id} />
            <LinkButton variant={variant} icon={icon} href={`${paths.operator(id)}/${verb}`}>
              {label}
            </LinkButton>
          </>
        ) : (
          <>
            <WhatTheyMay id={id} />
            <span className="text-12 text-ink-3">{reason}</span>
            <Button icon={icon} disabled>
              {label}
            </Button>
          </>
        )
      }
    />
  );
}

function WhatTheyMay({ id }: { id: string }) {
  return <LinkButton href={`${paths.operator(id)}/permissions`}>What can they do?</LinkButton>;
}

function giveOf({ id, state, may }: OperatorPage, viewer: Viewer) {
  if (!viewer.can('assignment.create', 'Assignment')) return null;
  const href = `${paths.operator(id)}/assign`;
  if (state === 'disabled') return { href, blocked: 'A disabled operator gets no role. Enable them first.' };
  return { href, blocked: may.grant.length > 0 ? null : blockedWords(viewer, id, 'grant') };
}

function resetOf({ id, may }: OperatorPage, viewer: Viewer) {
  if (!viewer.can('factor.reset', 'Operator')) return null;
  const blocked = may.resetFactors ? null : blockedWords(viewer, id, 'reset');
  return { href: `${paths.operator(id)}/factors/reset`, blocked };
}

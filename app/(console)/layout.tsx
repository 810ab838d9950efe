import { randomUUID } from 'node:crypto';
import {
  Bot,
  Boxes,
  CircleQuestionMark,
  ClipboardCheck,
  KeyRound,
  LayoutDashboard,
  LogIn,
  ScrollText,
  Shield,
  Siren,
  Stamp,
  Users,
  UsersRound,
} from 'lucide-react';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { OpenBanner } from '#components/break-glass/open-banner.tsx';
import { NoticeBanner } from '#components/notices/notice-banner.tsx';
import { SeenForm } from '#components/overview/seen-form.tsx';
import { AlsoUsedNote } from '#components/sessions/also-used-note.tsx';
import { MovedNote } from '#components/sessions/moved-note.tsx';
import { Frame } from '#components/shell/frame.tsx';
import { relativeTime } from '#components/ui/format.ts';
import { countWaitingFor } from '#lib/approvals/queries.ts';
import { requireSession } from '#lib/auth/current.ts';
import { unseenMoves } from '#lib/auth/moves.ts';
import { shownTo } from '#lib/auth/watch.ts';
import { openNow } from '#lib/break-glass/queries.ts';
import { inWords } from '#lib/command-words.ts';
import { gatesInStep } from '#lib/health.ts';
import { openNotices } from '#lib/notices/queries.ts';
import { paths } from '#lib/paths.ts';
import { seesRoles } from '#lib/roles/name-queries.ts';
import { openBreakGlass } from './break-glass/actions.ts';
import { switchEnvironment } from './environment.ts';
import { signOffNotice } from './overview-actions.ts';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const viewer = await requireSession((await headers()).get('x-gatehouse-path') ?? undefined);
  const { name, email } = viewer.operator;
  const operator = {
    name,
    email,
    detail: `${viewer.connection.name} · signed in ${relativeTime(viewer.startedAt, viewer.now)}`,
  };
  const { environment, environments } = viewer;
  const around = { environment, environments, switchEnvironment, operator };
  // What stands around a page tells much by itself: where keys are, what was told to owners, who is busy.
  if (viewer.moved)
    return (
      <Frame {...around} nav={[]} searches={[]} gates={null} shown={null}>
        <MovedNote />
        {children}
      </Frame>
    );
  const [gates, shown, notices, broken, waiting, moves] = await Promise.all([
    gatesInStep(),
    shownTo(viewer.sessionId, viewer.now),
    openNotices(viewer.reader),
    openNow(viewer.now),
    countWaitingFor(viewer.reader),
    unseenMoves(viewer),
  ]);
  const may = {
    keys: viewer.can('read', 'ApiKey'),
    applications: viewer.can('read', 'Application'),
    decisions: viewer.can('read', 'Decision'),
    operators: viewer.can('read', 'Operator'),
    roles: seesRoles(viewer.reader),
    groups: viewer.can('read', 'Group'),
    audit: viewer.can('read', 'AuditEvent'),
    connections: viewer.can('read', 'Connection'),
    approvals: viewer.can('read', 'ApprovalRequest'),
    reviews: viewer.can('read', 'ReviewCampaign'),
    breakGlass: viewer.can('read', 'BreakGlassPerson'),
  };
  const nav = [
    [
      { href: paths.overview, label: 'Overview', icon: <LayoutDashboard /> },
      may.keys && { href: paths.keys, label: 'Keys', icon: <KeyRound /> },
      may.keys && { href: paths.serviceAccounts, label: 'Service accounts', icon: <Bot /> },
      may.applications && { href: paths.applications, label: 'Applications', icon: <Boxes /> },
      may.decisions && { href: paths.why, label: 'Refusals', icon: <CircleQuestionMark /> },
    ],
    [
      may.operators && { href: paths.operators, label: 'Operators', icon: <Users /> },
      may.groups && { href: paths.groups, label: 'Groups', icon: <UsersRound /> },
      may.roles && { href: paths.roles, label: 'Roles', icon: <Shield /> },
      may.approvals && {
        href: paths.approvals,
        label: 'Approvals',
        icon: <Stamp />,
        count: waiting,
        needs: true,
      },
      may.reviews && { href: paths.reviews, label: 'Access reviews', icon: <ClipboardCheck /> },
    ],
    [may.audit && { href: paths.audit, label: 'Audit', icon: <ScrollText /> }],
    [
      may.connections && { href: paths.connections, label: 'Single sign-on', icon: <LogIn /> },
      may.breakGlass && { href: paths.breakGlassPeople, label: 'Break-glass', icon: <Siren /> },
    ],
  ].map((group) => group.filter((item) => item !== false));
  const searches = [
    may.keys && { label: 'Keys with', hrefBefore: `${paths.keys}?q=`, icon: <KeyRound /> },
    may.operators && { label: 'Operators with', hrefBefore: `${paths.operators}?q=`, icon: <Users /> },
    may.decisions && {
      label: 'Why was it refused:',
      onlyFor: 'gh-',
      hrefBefore: paths.whyReference(''),
      icon: <CircleQuestionMark />,
    },
  ].filter((search) => search !== false);
  return (
    <Frame {...around} nav={nav} searches={searches} gates={gates} shown={shown}>
      <OpenBanner first={broken} look={openBreakGlass} mayRead={may.breakGlass} />
      <AlsoUsedNote moves={moves} now={viewer.now} />
      {notices ? (
        <NoticeBanner
          notices={notices}
          now={viewer.now}
          signOff={
            <SeenForm
              id={notices.id}
              nonce={randomUUID()}
              said={inWords(notices.text)}
              action={signOffNotice}
            />
          }
        />
      ) : null}
      {children}
    </Frame>
  );
}

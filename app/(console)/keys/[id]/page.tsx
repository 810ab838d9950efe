import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ListPanel } from '#components/allow-lists/list-panel.tsx';
import { HistoryPanel } from '#components/audit/history.tsx';
import { KeyFacts } from '#components/keys/key-facts.tsx';
import { RetirePanel } from '#components/keys/retire-panel.tsx';
import { TokenPanel } from '#components/keys/token-panel.tsx';
import { TrafficPanel } from '#components/keys/traffic-panel.tsx';
import { Page, Stack } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { historyOf } from '#lib/audit/queries.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { readKey } from '#lib/keys/queries.ts';
import { readKeyTraffic } from '#lib/keys/traffic.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../found.ts';
import { hrefWith } from '../../href.ts';
import { environmentOf } from '../factor.ts';
import { keyActions } from '../key-actions.ts';
import { KeyHead } from './key-head.tsx';

export const metadata: Metadata = { title: 'Key' };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OneKeyPage({ params, searchParams }: Props) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.key(id));
  const page = await orNotFound(readKey(viewer.reader, id));
  if (page.kind === 'service') redirect(paths.serviceAccount(id));
  const traffic = await readKeyTraffic(viewer.reader, id);
  const actions = keyActions(viewer, page);
  const { now } = viewer;
  const mayReadHistory = viewer.can('read', 'AuditEvent');
  const tab = tabFrom((await searchParams).tab, mayReadHistory);
  const last = Object.values(traffic?.tokens ?? {}).sort(
    (a, b) => b.lastCallAt.getTime() - a.lastCallAt.getTime(),
  )[0];
  const editList = actions['allow-list'];
  return (
    <Page>
      <KeyHead page={page} actions={actions} environment={environmentOf(viewer, page.environmentId)} />
      <KeyTabs
        id={id}
        tab={tab}
        isRotating={page.tokens.length > 1}
        entries={page.allowList?.entries.length ?? 0}
        mayReadHistory={mayReadHistory}
      />
      <Columns layout="side">
        <Stack>
          {tab === 'tokens' ? (
            <>
              <TokenPanel page={page} traffic={traffic} now={now} />
              {traffic ? <TrafficPanel slots={traffic.slots} /> : null}
            </>
          ) : null}
          {tab === 'allow-list' ? (
            <>
              <ListPanel
                title="Of this key"
                list={page.allowList}
                editHref={editList && !editList.blocked ? editList.href : undefined}
                emptyWords="Calls with this key may come from anywhere that the application’s list admits."
              />
              <ListPanel
                title={`Of ${page.application.name}`}
                list={page.applicationList}
                emptyWords="The application restricts nothing. A call must pass both lists."
              />
            </>
          ) : null}
          {tab === 'history' ? (
            <HistoryPanel
              events={await historyOf(viewer.reader, 'ApiKey', id)}
              now={now}
              allHref={hrefWith(paths.audit, { subject: 'ApiKey', subjectId: id })}
            />
          ) : null}
        </Stack>
        <Stack>
          {traffic ? <RetirePanel page={page} traffic={traffic} actions={actions} now={now} /> : null}
          <KeyFacts page={page} lastAddress={last?.lastAddress ?? null} now={now} />
        </Stack>
      </Columns>
    </Page>
  );
}

type Tab = 'tokens' | 'allow-list' | 'history';

function tabFrom(asked: string | string[] | undefined, mayReadHistory: boolean): Tab {
  if (asked === 'allow-list') return asked;
  return asked === 'history' && mayReadHistory ? asked : 'tokens';
}

interface KeyTabsProps {
  id: string;
  tab: Tab;
  isRotating: boolean;
  entries: number;
  mayReadHistory: boolean;
}

function KeyTabs({ id, tab, isRotating, entries, mayReadHistory }: KeyTabsProps) {
  const href = (name: Tab) => hrefWith(paths.key(id), { tab: name === 'tokens' ? undefined : name });
  const tabs = [
    { name: 'tokens' as const, label: isRotating ? 'Rotation' : 'Token' },
    { name: 'allow-list' as const, label: 'Allow-list', count: entries },
    ...(mayReadHistory ? [{ name: 'history' as const, label: 'History' }] : []),
  ];
  return (
    <Tabs
      label="Of this key"
      tabs={tabs.map(({ name, ...words }) => ({ ...words, href: href(name), current: tab === name }))}
    />
  );
}

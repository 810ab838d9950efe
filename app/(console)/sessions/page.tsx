import { LogOut, MonitorOff } from 'lucide-react';
import type { Metadata } from 'next';
import { OwnSessions } from '#components/sessions/own-sessions.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { noteMovesSeen } from '#lib/auth/moves.ts';
import { listOwnSessions } from '#lib/auth/session-queries.ts';
import { paths } from '#lib/paths.ts';
import { endOwnSession } from './actions.ts';

export const metadata: Metadata = { title: 'Your sessions' };

export default async function Sessions() {
  const viewer = await requireViewer(paths.sessions);
  const sessions = await listOwnSessions(viewer.reader);
  await noteMovesSeen(viewer);
  const everywhere = (
    <LinkButton icon={<LogOut />} variant="text-red" href={paths.signOutEverywhere}>
      Sign out everywhere…
    </LinkButton>
  );
  return (
    <Page>
      <PageHead
        title="Your sessions"
        detail="Every browser in which you are signed in now."
        actions={sessions.length > 0 ? everywhere : null}
      />
      {sessions.length > 0 ? (
        <OwnSessions
          sessions={sessions}
          current={viewer.sessionId}
          end={endOwnSession}
          nonce={crypto.randomUUID()}
          now={viewer.now}
        />
      ) : (
        <Panel label="Your open sessions">
          <Empty title="You hold no role" art={<MonitorOff />}>
            Without one nothing is shown, not even your own sessions. You can still sign out.
          </Empty>
        </Panel>
      )}
    </Page>
  );
}

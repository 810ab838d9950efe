import { Laptop } from 'lucide-react';
import { deviceOf } from '#components/audit/device.ts';
import { Button } from '#components/ui/button.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';
import { Time } from '#components/ui/time.tsx';
import type { OwnSession } from '#lib/auth/session-queries.ts';
import { paths } from '#lib/paths.ts';

/** What a row's form sends with. */
export interface Ending {
  send(form: FormData): void;
  nonce: string;
}

interface SessionTableProps {
  sessions: OwnSession[];
  /** The id of the one that looks at this page. */
  current: string;
  ending: Ending;
  now: Date;
}

export function SessionTable({ sessions, current, ending, now }: SessionTableProps) {
  return (
    <Table
      label="Your open sessions"
      columns={['', 'w-[240px]', 'w-[108px]', 'w-[108px]', 'w-[128px]', 'w-[168px]', 'w-[104px]']}
      minWidth="min-w-[1060px]"
      narrow={<NarrowRows sessions={sessions} current={current} ending={ending} now={now} />}
    >
      <thead>
        <tr>
          <Th>Device</Th>
          <Th>Address at sign-in</Th>
          <Th>Started</Th>
          <Th>Last seen</Th>
          <Th>Ends at the latest</Th>
          <Th>Second factor</Th>
          <Th hiddenLabel="End it" />
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <Tr key={session.id} selected={session.id === current}>
            <Td title={session.userAgent}>
              <Device session={session} current={current} />
            </Td>
            <Td title={session.address}>
              <span className="mono">{session.address}</span>
              <AlsoUsed session={session} now={now} />
            </Td>
            <Td>
              <Time at={session.startedAt} now={now} />
            </Td>
            <Td>
              <Time at={session.lastSeenAt} now={now} />
            </Td>
            <Td>
              <Time at={session.endsAt} now={now} />
            </Td>
            <Td>
              <Factor session={session} now={now} />
            </Td>
            <Td num>
              <End session={session} current={current} ending={ending} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowRows({ sessions, current, ending, now }: SessionTableProps) {
  return (
    <Rows label="Your open sessions" inline>
      {sessions.map((session) => (
        <RowItem
          key={session.id}
          mark={<Laptop className="text-ink-3" />}
          title={<Device session={session} current={current} />}
          detail={
            <div className="whitespace-normal">
              <span className="mono [overflow-wrap:anywhere]">{session.address}</span> · started{' '}
              <Time at={session.startedAt} now={now} /> · seen <Time at={session.lastSeenAt} now={now} /> ·
              ends <Time at={session.endsAt} now={now} /> · second factor{' '}
              <Factor session={session} now={now} />
              <AlsoUsed session={session} now={now} />
            </div>
          }
          end={<End session={session} current={current} ending={ending} />}
        />
      ))}
    </Rows>
  );
}

type OfSession = Omit<SessionTableProps, 'sessions' | 'ending' | 'now'> & { session: OwnSession };

function Device({ session, current }: OfSession) {
  return (
    <>
      <span className="name">{deviceOf(session.userAgent) ?? 'Unknown device'}</span>
      {session.id === current ? <span className="font-normal text-ink-3"> · this one</span> : null}
    </>
  );
}

function AlsoUsed({ session, now }: { session: OwnSession; now: Date }) {
  return session.alsoUsed.map(({ number, place, since }) => (
    <div key={String(number)} className="text-12 whitespace-normal text-warn">
      also used from {place}, since <Time at={since} now={now} />
    </div>
  ));
}

function Factor({ session, now }: { session: OwnSession; now: Date }) {
  return (
    <span title={session.authnContext}>
      <Time at={session.proofAt} now={now} />
    </span>
  );
}

function End({ session, current, ending: { send, nonce } }: OfSession & { ending: Ending }) {
  if (session.id === current)
    return (
      <form action={paths.signOut} method="post">
        <Button type="submit" size="sm">
          Sign out
        </Button>
      </form>
    );
  return (
    <form action={send}>
      <input type="hidden" name="id" value={session.id} />
      <input type="hidden" name="nonce" value={`${nonce} ${session.id}`} />
      <input type="hidden" name="returnTo" value={paths.sessions} />
      <SubmitButton size="sm" pendingLabel="Ending">
        End
        <span className="sr-only">
          {' '}
          session of {deviceOf(session.userAgent) ?? 'an unknown device'} at {session.address}
        </span>
      </SubmitButton>
    </form>
  );
}

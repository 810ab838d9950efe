import type { ReactNode } from 'react';
import { othersInWords } from '#components/forms/approver-words.ts';
import { Note } from '#components/ui/note.tsx';
import { Time } from '#components/ui/time.tsx';
import type { RequestState } from '#lib/approvals/schema.ts';
import { Countdown } from './countdown.tsx';

interface WhereItStandsProps {
  state: RequestState;
  isMine: boolean;
  by: string;
  given: number;
  needed: number;
  endsAt: Date;
  closedAt: Date | null;
  closedReason: string | null;
  /** Why the viewer cannot decide it; null where they can, or where nothing is to be decided. */
  cannot: string | null;
  now: Date;
  /** What the viewer can do about it, and where its event stands. */
  end?: ReactNode;
}

/** The one sentence that says where a request stands and whose move it is. */
export function WhereItStands(props: WhereItStandsProps) {
  const { state, closedAt, now, end, cannot } = props;
  const { tone, title, text } = said[state](props);
  return (
    <Note tone={tone} title={title} end={end}>
      {text}
      {closedAt ? (
        <>
          {text ? ' ' : null}
          <Time at={closedAt} now={now} />.
        </>
      ) : null}
      {state === 'waiting' && cannot ? <span className="mt-1 block">{cannot}</span> : null}
    </Note>
  );
}

interface Said {
  tone: 'plain' | 'ok' | 'warn' | 'bad';
  title: string;
  text: ReactNode;
}

const quoted = (reason: string | null) => (reason ? `“${reason}” ` : null);

const said: Record<RequestState, (props: WhereItStandsProps) => Said> = {
  waiting: ({ needed, given, endsAt, now }) => ({
    tone: 'warn',
    title: `Nothing is changed yet. It waits for ${given > 0 ? `${othersInWords(needed - given)} more` : othersInWords(needed)}.`,
    text: (
      <>
        Without a decision it lapses <Countdown to={endsAt} now={now} />.
      </>
    ),
  }),
  approved: ({ isMine, by, endsAt, now }) => ({
    tone: 'ok',
    title: isMine ? 'Approved. It is yours to carry out now.' : `Approved. ${by} can carry it out now.`,
    text: (
      <>
        Nothing is changed until then. The approval ends <Countdown to={endsAt} now={now} />.
      </>
    ),
  }),
  declined: ({ closedReason }) => ({
    tone: 'bad',
    title: 'Declined. Nothing was changed.',
    text: quoted(closedReason),
  }),
  withdrawn: ({ by, closedReason }) => ({
    tone: 'plain',
    title: `Withdrawn by ${by}. Nothing was changed.`,
    text: quoted(closedReason),
  }),
  expired: () => ({
    tone: 'plain',
    title: 'Lapsed. Nothing was changed.',
    text: 'It was not decided, or not carried out, in time. It can be asked for again.',
  }),
  executed: ({ by }) => ({ tone: 'ok', title: `Carried out by ${by}.`, text: null }),
  stale: ({ closedReason }) => ({
    tone: 'warn',
    title: 'Overtaken. Nothing was changed by it.',
    text:
      closedReason ??
      'What it was to change has changed meanwhile, so the approval no longer fits. Ask again.',
  }),
};

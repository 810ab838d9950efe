import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { type Change, Diff } from '#components/ui/diff.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Avatar } from '#components/ui/rows.tsx';
import { EnvTag } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';
import { Countdown } from './countdown.tsx';

/** A request as a list and its page both show it. */
export interface Request {
  id: string;
  /** "Give a role: Jonas Feld" */
  title: string;
  /** What will be true afterwards, as the rehearsal said it. */
  summary: string;
  by: string;
  isMine: boolean;
  askedAt: Date;
  /** Until when it can be decided or, once approved, carried out. */
  endsAt: Date;
  environment: { id: string; name: string } | null;
  reason: string | null;
  given: number;
  needed: number;
  changes: Change[];
}

// A card is to be read at a glance; the page shows the rest.
const mostLines = 4;

/** What waits for the viewer: who asks for what and why, and both answers. */
export function RequestCard({ request, now }: { request: Request; now: Date }) {
  const { id, title, summary, environment, reason } = request;
  return (
    <Panel label={title} className="scroll-mt-16">
      <div className="grid gap-3 p-4">
        <Asked request={request} now={now} />
        <div className="min-w-0">
          <h2 className="text-14 font-semibold [overflow-wrap:anywhere]">{title}</h2>
          <p className="mt-0.5 text-13 text-ink-2 [overflow-wrap:anywhere]">Afterwards: {summary}</p>
        </div>
        <ShortDiff changes={request.changes} />
        {reason ? <p className="text-13 text-ink-2 [overflow-wrap:anywhere]">“{reason}”</p> : null}
        <Answers id={id} title={title}>
          {environment ? <EnvTag environment={environment.id} name={environment.name} /> : null}
        </Answers>
      </div>
    </Panel>
  );
}

function Asked({ request: { by, askedAt, endsAt, given, needed }, now }: { request: Request; now: Date }) {
  return (
    <div className="row text-13 text-ink-2">
      <Avatar name={by} />
      <div className="flex min-w-0 flex-wrap gap-x-2">
        <span>{by}</span>
        <span className="text-ink-3">
          asked <Time at={askedAt} now={now} unfocusable /> · ends <Countdown to={endsAt} now={now} />
          {needed > 1 ? ` · ${given} of ${needed} have approved` : ''}
        </span>
      </div>
    </div>
  );
}

function ShortDiff({ changes }: { changes: Change[] }) {
  if (changes.length === 0) return null;
  const rest = changes.length - mostLines;
  return (
    <div>
      <Diff changes={changes.slice(0, mostLines)} />
      {rest > 0 ? (
        <p className="mt-1 text-12 text-ink-3">
          and {rest === 1 ? 'one more field' : `${rest} more fields`}, on its page
        </p>
      ) : null}
    </div>
  );
}

function Answers({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  const said = <span className="sr-only">: {title}</span>;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="mr-auto">{children}</span>
      <div className="flex w-full gap-2 narrow:w-auto">
        <LinkButton variant="quiet" href={paths.approval(id)}>
          Read it all{said}
        </LinkButton>
        <LinkButton className="grow" icon={<X />} href={paths.approval(id, 'decline')}>
          Decline{said}
        </LinkButton>
        <LinkButton className="grow" variant="primary" icon={<Check />} href={paths.approval(id, 'approve')}>
          Approve{said}
        </LinkButton>
      </div>
    </div>
  );
}

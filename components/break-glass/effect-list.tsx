import { BadgeCheck, KeyRound, ListPlus, LogOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Seat } from '#lib/break-glass/seat.ts';
import type { SeatEffects } from '#lib/break-glass/seat-queries.ts';
import { paths } from '#lib/paths.ts';

interface EffectListProps {
  seat: Seat;
  effects: SeatEffects;
  now: Date;
  withdraw(form: FormData): Promise<void>;
}

/** What waits for this person first, then what can be done, then what was. */
export function EffectList({ seat, effects, now, withdraw }: EffectListProps) {
  const waiting = effects.filter((effect) => !effect.outcome);
  const mine = waiting.filter((effect) => effect.isMine);
  const theirs = waiting.filter((effect) => !effect.isMine);
  const settled = effects.filter((effect) => effect.outcome);
  const other = seat.other?.name ?? 'the other person';
  return (
    <>
      {theirs.length > 0 ? (
        <Panel title="Waits for you" aside={theirs.length} tone={seat.drill ? undefined : 'bad'}>
          <Rows label="Waits for you">
            {theirs.map((effect) => (
              <Wrapped
                key={effect.id}
                summary={effect.summary}
                detail={
                  <>
                    {other} proposed it by {effect.proof}
                  </>
                }
              >
                <LinkButton variant="primary" size="sm" href={paths.breakGlassEffect(effect.id)}>
                  Look and confirm<span className="sr-only">: {effect.summary}</span>
                </LinkButton>
              </Wrapped>
            ))}
          </Rows>
        </Panel>
      ) : null}
      {mine.length > 0 ? (
        <Panel title={`Waits for ${other}`} aside={mine.length}>
          <Rows label={`Waits for ${other}`}>
            {mine.map((effect) => (
              <Wrapped
                key={effect.id}
                summary={effect.summary}
                detail={
                  <>
                    You proposed it <Time at={effect.proposedAt} now={now} unfocusable />
                  </>
                }
              >
                <form action={withdraw}>
                  <input type="hidden" name="id" value={effect.id} />
                  <SubmitButton size="sm" variant="quiet" pendingLabel="Withdrawing">
                    Withdraw<span className="sr-only">: {effect.summary}</span>
                  </SubmitButton>
                </form>
              </Wrapped>
            ))}
          </Rows>
        </Panel>
      ) : null}
      <Panel title="What you can do" aside="each needs both of you">
        <Rows label="What you can do" inline>
          {offered.map(({ act, icon, title, detail }) => (
            <RowItem
              key={act}
              mark={icon}
              title={title}
              detail={detail}
              end={
                <LinkButton size="sm" href={paths.breakGlassAct(act)}>
                  Choose<span className="sr-only">: {title}</span>
                </LinkButton>
              }
            />
          ))}
        </Rows>
      </Panel>
      {settled.length > 0 ? (
        <Panel title="So far">
          <Rows label="So far">
            {settled.map((effect) => (
              <Wrapped
                key={effect.id}
                summary={effect.summary}
                detail={effect.doneAt ? <Time at={effect.doneAt} now={now} unfocusable /> : null}
                ended={effect.outcome === 'withdrawn'}
              >
                {outcomes[effect.outcome ?? '']}
              </Wrapped>
            ))}
          </Rows>
        </Panel>
      ) : null}
    </>
  );
}

const outcomes: Record<string, ReactNode> = {
  done: <State tone="ok">Done</State>,
  drill: <State tone="dim">Rehearsed, not done</State>,
  withdrawn: <State tone="dim">Withdrawn</State>,
};

const offered = [
  {
    act: 'sessions',
    icon: <LogOut />,
    title: 'End sessions',
    detail: 'One, or every one of a person',
  },
  { act: 'keys', icon: <KeyRound />, title: 'Revoke a key', detail: 'Its calls are refused within a second' },
  {
    act: 'lists',
    icon: <ListPlus />,
    title: 'Widen an allow-list',
    detail: 'Add addresses or hosts; nothing else of it changes',
  },
  {
    act: 'providers',
    icon: <BadgeCheck />,
    title: 'Mend a provider',
    detail: 'Trust another certificate, or bring an earlier version back',
  },
];

/** A sentence is read whole before it is proven: it wraps, where other lists cut. */
function Wrapped({
  summary,
  detail,
  ended,
  children,
}: {
  summary: string;
  detail: ReactNode;
  ended?: boolean;
  children: ReactNode;
}) {
  return (
    <li className={ended ? 'ended' : undefined}>
      <div className="words min-w-0">
        <div className="w1 [overflow-wrap:anywhere]">{summary}</div>
        <div className="w2">{detail}</div>
      </div>
      <div className="end">{children}</div>
    </li>
  );
}

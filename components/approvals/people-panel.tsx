import { CircleCheck, CircleX, UserCheck, UserX } from 'lucide-react';
import { othersInWords } from '#components/forms/approver-words.ts';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Avatar, RowItem, Rows } from '#components/ui/rows.tsx';
import { Time } from '#components/ui/time.tsx';

export interface Vote {
  id: string;
  name: string;
  approves: boolean;
  reason: string | null;
  at: Date;
}

/** Who has decided so far, and in which words. */
export function VotesPanel({ votes, needed, now }: { votes: Vote[]; needed: number; now: Date }) {
  const given = votes.filter(({ approves }) => approves).length;
  return (
    <Panel title="Decided by" aside={`${given} of ${needed} approved`}>
      {votes.length === 0 ? (
        <Empty title="Nobody has decided yet" art={<UserCheck />}>
          It waits for {othersInWords(needed)}.
        </Empty>
      ) : (
        <ul className="two" aria-label="Decided by">
          {votes.map(({ id, name, approves, reason, at }) => (
            <li key={id}>
              <span className="mark">
                {approves ? (
                  <CircleCheck className="text-ok" role="img" aria-label="Approved" />
                ) : (
                  <CircleX className="text-bad" role="img" aria-label="Declined" />
                )}
              </span>
              <div className="words min-w-0">
                <div className="w1">
                  {name} {approves ? 'approved' : 'declined'}
                </div>
                {reason ? <div className="w2 [overflow-wrap:anywhere]">“{reason}”</div> : null}
              </div>
              <div className="end text-ink-3">
                <Time at={at} now={now} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Who could decide it now; why the viewer is not among them stands where their buttons would have been. */
export function ApproversPanel({ who, by }: { who: { id: string; name: string }[]; by: string }) {
  return (
    <Panel title="Who can approve it" aside={who.length > 0 ? who.length : null}>
      {who.length === 0 ? (
        <Empty title="Nobody, as things stand" art={<UserX />}>
          Whoever may do the same themselves may approve it, unless {by} brought about their rights, their
          factors or their account within the last 7 days. Somebody else who gives roles can give such a role,
          or {by} can withdraw the request.
        </Empty>
      ) : (
        <Rows label="Who can approve it" inline>
          {who.map(({ id, name }) => (
            <RowItem key={id} mark={<Avatar name={name} />} title={name} />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

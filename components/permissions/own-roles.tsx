import { Shield } from 'lucide-react';
import { Empty } from '#components/ui/empty.tsx';
import { utcDay } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Tag } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';

interface OwnRole {
  id: string;
  /** "Security officer in Production" */
  name: string;
  reason: string;
  fromAt: Date;
  untilAt: Date | null;
  state: 'now' | 'later' | 'suspended';
}

/** The viewer's own assignments that are not over. Nobody changes their own: there is nothing to press. */
export function OwnRoles({ roles, now }: { roles: OwnRole[]; now: Date }) {
  return (
    <Panel title="Your roles" footer="Nobody changes their own roles.">
      {roles.length === 0 ? (
        <Empty title="No role" art={<Shield />}>
          Whoever gives you one is named in the audit trail.
        </Empty>
      ) : (
        <Rows label="Your roles">
          {roles.map(({ id, name, reason, fromAt, untilAt, state }) => (
            <RowItem
              key={id}
              mark={<Shield className="text-ink-3" />}
              ended={state !== 'now'}
              title={
                <>
                  <span title={name}>{name}</span>{' '}
                  {state === 'suspended' ? <Tag>suspended by a review</Tag> : null}
                  {state === 'later' ? <Tag>not yet</Tag> : null}
                </>
              }
              detail={
                <div className="whitespace-normal">
                  {state === 'later' ? (
                    `from ${utcDay(fromAt).slice(4)}`
                  ) : (
                    <>
                      since <Time at={fromAt} now={now} />
                    </>
                  )}
                  , {untilAt ? `until ${utcDay(untilAt).slice(4)}` : 'without an end'}
                  <br />“{reason}”
                </div>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

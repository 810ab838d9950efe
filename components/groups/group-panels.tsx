import { Shield, UserPlus, Users } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { utcDay } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { Avatar, RowItem, Rows } from '#components/ui/rows.tsx';
import { Tag } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import { paths } from '#lib/paths.ts';

/** Where something is done. `blocked`: permitted, but not here and now, and why. Null: never permitted. */
export type Verb = { href: string; blocked: string | null } | null;

/** Why some of these cannot be done here and now, each reason once: a disabled button is reached by no keyboard. */
export function whyBlocked(verbs: readonly (Verb | undefined)[]): string | null {
  return [...new Set(verbs.flatMap((verb) => verb?.blocked ?? []))].join(' ') || null;
}

export function VerbButton({
  verb,
  label,
  said,
  icon,
}: {
  verb: Verb;
  label: string;
  said?: string;
  icon?: ReactNode;
}) {
  if (!verb) return null;
  const more = said ? <span className="sr-only"> {said}</span> : null;
  return verb.blocked ? (
    <Button size="sm" disabled icon={icon}>
      {label}
      {more}
    </Button>
  ) : (
    <LinkButton size="sm" href={verb.href} icon={icon}>
      {label}
      {more}
    </LinkButton>
  );
}

interface MembersPanelProps {
  members: {
    id: string;
    createdAt: Date;
    operator: { id: string; name: string; email: string; state: string };
  }[];
  count: number;
  /** The field in which a member is looked for. */
  search: ReactNode;
  q: string | undefined;
  add: Verb;
  remove(operatorId: string): Verb;
  pager: ReactNode;
  now: Date;
}

export function MembersPanel({ members, count, search, q, add, remove, pager, now }: MembersPanelProps) {
  return (
    <Panel
      title="Members"
      aside={count}
      end={<VerbButton verb={add} label="Put people in…" icon={<UserPlus />} />}
      footer={whyBlocked([add, ...members.map(({ operator }) => remove(operator.id))])}
    >
      {count > 0 ? <div className="border-b border-line px-4 pt-3">{search}</div> : null}
      {members.length === 0 && q ? (
        <Empty title="Nobody here is called so" art={<Users />}>
          No member’s name or e-mail holds “{q}”.
        </Empty>
      ) : members.length === 0 ? (
        <Empty title="Nobody is in it" art={<Users />}>
          Its roles count for whoever is put in.
        </Empty>
      ) : (
        <Rows label="Members">
          {members.map(({ id, createdAt, operator }) => (
            <RowItem
              key={id}
              mark={<Avatar name={operator.name} />}
              title={
                <>
                  <Link className="name" href={paths.operator(operator.id)}>
                    {operator.name}
                  </Link>{' '}
                  {operator.state === 'disabled' ? <Tag>disabled</Tag> : null}
                </>
              }
              detail={operator.email}
              end={
                <>
                  <span className="text-ink-3">
                    since <Time at={createdAt} now={now} />
                  </span>
                  <VerbButton verb={remove(operator.id)} label="Take out…" said={operator.name} />
                </>
              }
            />
          ))}
        </Rows>
      )}
      {pager}
    </Panel>
  );
}

export interface GroupRole {
  id: string;
  /** "Viewer in Production" */
  label: string;
  reason: string;
  fromAt: Date;
  untilAt: Date | null;
  endedAt: Date | null;
  /** now, to come, over, or suspended by an access review */
  state: 'now' | 'later' | 'over' | 'suspended';
  end: Verb;
  move: Verb;
}

export function GroupRolesPanel({ title, roles, give }: { title: string; roles: GroupRole[]; give?: Verb }) {
  return (
    <Panel
      title={title}
      end={give ? <VerbButton verb={give} label="Give a role…" /> : null}
      footer={whyBlocked([give, ...roles.flatMap(({ end, move }) => [end, move])])}
    >
      {roles.length === 0 ? (
        <Empty title="No role" art={<Shield />}>
          A group without a role gives its members nothing.
        </Empty>
      ) : (
        <Rows label={title}>
          {roles.map((role) => (
            <RowItem
              key={role.id}
              ended={role.state === 'over'}
              mark={<Shield className="text-ink-3" />}
              title={
                <>
                  {role.label} {role.state === 'suspended' ? <Tag>suspended</Tag> : null}
                </>
              }
              detail={`${whenOf(role)} · “${role.reason}”`}
              end={
                role.end || role.move ? (
                  // One below the other: this column is narrow, and the name of a role is never cut for them.
                  <span className="flex gap-2 wide:grid wide:gap-1 wide:py-2">
                    <VerbButton verb={role.move} label="Move end…" said={role.label} />
                    <VerbButton verb={role.end} label="End…" said={role.label} />
                  </span>
                ) : null
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function whenOf({ state, fromAt, untilAt, endedAt }: GroupRole): string {
  if (state === 'over') return `ended ${utcDay(endedAt ?? untilAt ?? fromAt).slice(4)}`;
  const until = untilAt ? ` until ${utcDay(untilAt).slice(4)}` : '';
  return state === 'later'
    ? `from ${utcDay(fromAt).slice(4)}${until}`
    : until.trim() || `since ${utcDay(fromAt).slice(4)}`;
}

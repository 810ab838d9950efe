import { History, Shield } from 'lucide-react';
import Link from 'next/link';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { utcDay } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Tag } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';

export interface HeldRole {
  id: string;
  name: string;
  /** "Production", "every environment" */
  place: string;
  reason: string;
  /** By a person, by a group of the provider at sign-in, or because they asked. */
  source: 'given' | 'mapped' | 'asked';
  state: 'now' | 'later' | 'suspended';
  /** The group here through which they have it; null: their own. */
  group: { name: string; href: string } | null;
  fromAt: Date;
  untilAt: Date | null;
  /** Null: never permitted here. `blocked`: permitted, but not this one, and why. */
  end: { href: string; blocked: string | null } | null;
  move: { href: string; blocked: string | null } | null;
}

interface RolesPanelProps {
  roles: HeldRole[];
  /** Null: never permitted. */
  give: { href: string; blocked: string | null } | null;
  now: Date;
}

/** What the operator may do now, and where a role is given or ended. */
export function RolesPanel({ roles, give, now }: RolesPanelProps) {
  const verbs = [give, ...roles.flatMap(({ end, move }) => [end, move])];
  // In words, each reason once: a disabled button is reached by no keyboard.
  const blocked = [...new Set(verbs.flatMap((verb) => verb?.blocked ?? []))].join(' ') || null;
  return (
    <Panel title="Roles now" end={give ? <Give {...give} /> : null} footer={blocked}>
      {roles.length === 0 ? (
        <Empty title="No role" art={<Shield />}>
          They can sign in and see nothing until somebody gives them a role.
        </Empty>
      ) : (
        <Rows label="Roles now">
          {roles.map((role) => (
            <RowItem
              key={role.id}
              mark={<Shield className="text-ink-3" />}
              title={
                <>
                  {role.name} in {role.place} {role.source === 'given' ? null : <Tag>{role.source}</Tag>}
                  {role.state === 'suspended' ? <Tag>suspended by a review</Tag> : null}
                </>
              }
              detail={<Whence role={role} />}
              end={
                <>
                  <span className="text-ink-3">
                    {role.state === 'later' ? (
                      `from ${utcDay(role.fromAt).slice(4)}`
                    ) : role.untilAt ? (
                      `until ${utcDay(role.untilAt).slice(4)}`
                    ) : (
                      <Since role={role} now={now} />
                    )}
                  </span>
                  {role.move || role.end ? (
                    <span className="flex flex-wrap justify-end gap-2">
                      {role.move ? <Act label="Move end…" role={role} {...role.move} /> : null}
                      {role.end ? <Act label="End…" role={role} {...role.end} /> : null}
                    </span>
                  ) : null}
                </>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function Whence({ role: { group, source, reason } }: { role: HeldRole }) {
  if (group)
    return (
      <>
        Through the group{' '}
        <Link className="link" href={group.href}>
          {group.name}
        </Link>
        ; it is ended there
      </>
    );
  if (source === 'mapped') return `Brought ${reason}; it goes with the group, at the next sign-in`;
  return `“${reason}”`;
}

function Since({ role, now }: { role: HeldRole; now: Date }) {
  return (
    <>
      {role.source === 'mapped' || role.group ? 'since' : 'given'} <Time at={role.fromAt} now={now} />
    </>
  );
}

function Give({ href, blocked }: { href: string; blocked: string | null }) {
  return blocked ? (
    <Button size="sm" disabled>
      Give a role…
    </Button>
  ) : (
    <LinkButton size="sm" href={href}>
      Give a role…
    </LinkButton>
  );
}

interface ActProps {
  label: string;
  role: HeldRole;
  href: string;
  blocked: string | null;
}

function Act({ label, role, href, blocked }: ActProps) {
  const said = <span className="sr-only"> {role.name}</span>;
  return blocked ? (
    <Button size="sm" disabled>
      {label}
      {said}
    </Button>
  ) : (
    <LinkButton size="sm" href={href}>
      {label}
      {said}
    </LinkButton>
  );
}

export interface PastRole {
  id: string;
  name: string;
  place: string;
  fromAt: Date;
  overAt: Date;
}

export function PastRolesPanel({ roles, now }: { roles: PastRole[]; now: Date }) {
  return (
    <Panel title="Past roles">
      <Rows label="Past roles" inline>
        {roles.map((role) => (
          <RowItem
            key={role.id}
            ended
            mark={<History className="text-ink-3" />}
            title={`${role.name} in ${role.place}`}
            detail={`given ${utcDay(role.fromAt).slice(4)}`}
            end={
              <span className="text-ink-3">
                ended <Time at={role.overAt} now={now} />
              </span>
            }
          />
        ))}
      </Rows>
    </Panel>
  );
}

import { ListFilter, UserX } from 'lucide-react';
import Link from 'next/link';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Avatar, RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';

interface Ground {
  key: string;
  role: string;
  roleHref: string;
  reach: string;
  group: string | null;
  /** Null where the reader sees no page of the group, or there is none. */
  groupHref: string | null;
  /** "Since 3 Nov 2026, until 3 Dec 2026" */
  given: string;
  /** Why it was given. */
  reason: string;
}

export interface Answered {
  id: string;
  name: string;
  email: string;
  href: string;
  /** One for each row of a role that permits it: "Security officer in Production". */
  grounds: Ground[];
}

/** Who may, and for each of them the roles that make it so. */
export function WhoList({
  people,
  none,
  nextHref,
}: {
  people: Answered[];
  none: string;
  nextHref: string | null;
}) {
  if (people.length === 0)
    return (
      <Panel label="The answer">
        <Empty title="Nobody" art={<UserX />}>
          {none}
        </Empty>
      </Panel>
    );
  return (
    <Panel
      label="The answer"
      footer={
        nextHref ? (
          <Link className="link" href={nextHref}>
            Further people
          </Link>
        ) : null
      }
    >
      <Table
        label="Who may"
        columns={['w-[220px]', 'w-[220px]', '', 'w-[320px]']}
        minWidth="min-w-[1040px]"
        narrow={<NarrowRows people={people} />}
      >
        <thead>
          <tr>
            <Th>Who</Th>
            <Th>By the role</Th>
            <Th>How far</Th>
            <Th>Given</Th>
          </tr>
        </thead>
        <tbody>
          {people.flatMap(({ id, name, email, href, grounds }) =>
            grounds.map(({ key, role, roleHref, reach, group, groupHref, given, reason }, index) => (
              <Tr key={`${id} ${key}`}>
                <Td title={`${name}, ${email}`}>
                  {index === 0 ? (
                    <span className="row">
                      <Avatar name={name} />
                      <Link className="name cut" href={href} prefetch={false}>
                        {name}
                      </Link>
                    </span>
                  ) : (
                    <span className="sr-only">{name}</span>
                  )}
                </Td>
                <Td title={role}>
                  <Link className="link cut" href={roleHref} prefetch={false}>
                    {role}
                  </Link>
                </Td>
                <Td title={`${reach}${through(group)}`}>
                  <Reach words={reach} group={group} />
                </Td>
                <Td title={`${given}: “${reason}”`}>
                  <span className="cut">
                    <Link className="link" href={groupHref ?? href} prefetch={false}>
                      {given}
                    </Link>
                    : “{reason}”
                  </span>
                </Td>
              </Tr>
            )),
          )}
        </tbody>
      </Table>
    </Panel>
  );
}

/** Theirs by themselves, or by whom else they are with. */
const through = (group: string | null) => (group ? `, through ${group}` : '');

function Reach({ words, group }: { words: string; group: string | null }) {
  const said = `${words}${through(group)}`;
  if (words === 'Always') return said;
  return (
    <span className="row">
      <ListFilter className="text-ink-3" /> <span className="cut">{said}</span>
    </span>
  );
}

function NarrowRows({ people }: { people: Answered[] }) {
  return (
    <Rows label="Who may">
      {people.map(({ id, name, href, grounds }) => (
        <RowItem
          key={id}
          mark={<Avatar name={name} />}
          title={<Link href={href}>{name}</Link>}
          detail={
            <span className="whitespace-normal">
              {grounds
                .map(
                  ({ role, reach, group, given, reason }) =>
                    `${role}${through(group)}: ${reach.toLowerCase()}, ${given.toLowerCase()}, “${reason}”`,
                )
                .join('; ')}
            </span>
          }
        />
      ))}
    </Rows>
  );
}

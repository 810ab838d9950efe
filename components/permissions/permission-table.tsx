import { ShieldOff } from 'lucide-react';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Table, Td, Th, Tr } from '#components/ui/table.tsx';

export interface PermissionLine {
  subject: string;
  /** "read, end" */
  verbs: string;
  /** "everywhere", "in Production", "your own, in Sandbox" */
  reach: string;
  /** The role that it comes from: "Security officer in Production". */
  from: string;
}

/** What the viewer, or somebody else, may do: a line for each subject, reach and role. */
export function PermissionTable({ lines, who = 'you' }: { lines: PermissionLine[]; who?: 'you' | 'they' }) {
  const label = `What ${who} may do`;
  return (
    <Panel label={label}>
      {lines.length === 0 ? (
        <Empty title="You hold no role" art={<ShieldOff />}>
          You can sign in and see nothing until somebody gives you a role. Ask an account owner.
        </Empty>
      ) : (
        <Table
          label={label}
          columns={['w-[196px]', '', 'w-[216px]', 'w-[240px]']}
          minWidth="min-w-[880px]"
          narrow={<NarrowRows label={label} lines={lines} />}
        >
          <thead>
            <tr>
              <Th>On</Th>
              <Th>{who === 'you' ? 'You' : 'They'} may</Th>
              <Th>Where</Th>
              <Th>By the role</Th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Tr key={keyOf(line)}>
                <Td title={line.subject}>
                  <span className="name">{line.subject}</span>
                </Td>
                <Td className="py-1.5 whitespace-normal">{line.verbs}</Td>
                <Td className="py-1.5 whitespace-normal">{line.reach}</Td>
                <Td className="py-1.5 whitespace-normal">{line.from}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function NarrowRows({ label, lines }: { label: string; lines: PermissionLine[] }) {
  return (
    <Rows label={label}>
      {lines.map((line) => (
        <RowItem
          key={keyOf(line)}
          title={line.subject}
          detail={
            <div className="whitespace-normal">
              {line.verbs} · {line.reach}
            </div>
          }
          end={<span className="whitespace-normal">by {line.from}</span>}
        />
      ))}
    </Rows>
  );
}

const keyOf = ({ subject, verbs, reach, from }: PermissionLine) => [subject, verbs, reach, from].join('\n');

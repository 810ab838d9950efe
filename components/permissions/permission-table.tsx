import { ShieldOff } from 'lucide-react';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Tag } from '#components/ui/state.tsx';
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

/** What the viewer may do, a line for each subject, reach and role. */
export function PermissionTable({ lines }: { lines: PermissionLine[] }) {
  return (
    <Panel label="What you may do">
      {lines.length === 0 ? (
        <Empty title="You hold no role" art={<ShieldOff />}>
          You can sign in and see nothing until somebody gives you a role. Ask an account owner.
        </Empty>
      ) : (
        <Table
          label="What you may do"
          columns={['w-[196px]', '', 'w-[216px]', 'w-[208px]']}
          minWidth="min-w-[880px]"
          narrow={<NarrowRows lines={lines} />}
        >
          <thead>
            <tr>
              <Th>On</Th>
              <Th>You may</Th>
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
                <Td>
                  <Tag>{line.from}</Tag>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function NarrowRows({ lines }: { lines: PermissionLine[] }) {
  return (
    <Rows label="What you may do">
      {lines.map((line) => (
        <RowItem
          key={keyOf(line)}
          title={line.subject}
          detail={
            <div className="whitespace-normal">
              {line.verbs} · {line.reach}
            </div>
          }
          end={<Tag>{line.from}</Tag>}
        />
      ))}
    </Rows>
  );
}

const keyOf = ({ subject, verbs, reach, from }: PermissionLine) => [subject, verbs, reach, from].join('\n');

import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { utcMinute } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';

export interface SimulatedLine {
  key: string;
  /** "Security officer in Production" */
  role: string;
  roleHref: string;
  /** How far it reaches, or what it lacks. */
  words: string;
  /** The page on which the assignment stands, of the operator or of the group. */
  assignmentHref: string;
  /** Its name is null where the viewer may not see the group. */
  group: { name: string | null; href: string } | null;
  fromAt: Date;
  untilAt: Date | null;
}

interface SimulatorAnswerProps {
  may: boolean;
  verdict: string;
  /** "Keys, rotate in Production, on Billing key, now" */
  question: string;
  operatorHref: string;
  deciding: SimulatedLine[];
  nearest: SimulatedLine[];
  /** Roles that would permit it to somebody. */
  namedBy: { name: string; href: string }[];
}

/** The verdict, and the rows that it comes from. */
export function SimulatorAnswer(props: SimulatorAnswerProps) {
  const { may, verdict, question, operatorHref, deciding, nearest, namedBy } = props;
  return (
    <>
      <Note
        tone={may ? 'ok' : 'bad'}
        role="status"
        title={verdict}
        icon={may ? <CircleCheck /> : <CircleX />}
      >
        {question}
        {may ? '. A second factor, an approval or the state of the thing may still stand in the way.' : '.'}
      </Note>
      <div className="flex flex-wrap gap-2">
        <LinkButton size="sm" href={operatorHref}>
          Their roles
        </LinkButton>
        <LinkButton size="sm" href={`${operatorHref}/permissions`}>
          What can they do?
        </LinkButton>
      </div>
      {deciding.length > 0 ? (
        <Lines title="What decides" mark={<CircleCheck className="text-ink-3" />} lines={deciding} />
      ) : null}
      {nearest.length > 0 ? (
        <Lines title="What comes nearest" mark={<CircleDashed className="text-ink-3" />} lines={nearest} />
      ) : null}
      {may ? null : (
        <Panel title="Roles that name it" pad>
          {namedBy.length === 0
            ? 'No role does.'
            : namedBy.map(({ name, href }, index) => (
                <span key={href}>
                  {index > 0 ? ', ' : ''}
                  <Link className="link" href={href}>
                    {name}
                  </Link>
                </span>
              ))}
        </Panel>
      )}
    </>
  );
}

function Lines({ title, mark, lines }: { title: string; mark: ReactNode; lines: SimulatedLine[] }) {
  return (
    <Panel title={title}>
      <Rows label={title}>
        {lines.map((line) => (
          <RowItem
            key={line.key}
            mark={mark}
            title={
              <Link className="name" href={line.roleHref}>
                {line.role}
              </Link>
            }
            detail={
              <span className="whitespace-normal">
                {line.words} <Whence line={line} />
              </span>
            }
          />
        ))}
      </Rows>
    </Panel>
  );
}

function Whence({ line: { group, assignmentHref, fromAt, untilAt } }: { line: SimulatedLine }) {
  const span = `from ${utcMinute(fromAt)}${untilAt ? ` until ${utcMinute(untilAt)}` : ', without an end'}`;
  if (group?.name === null) return `Through a group that you may not see, ${span}.`;
  return group ? (
    <>
      Through the group{' '}
      <Link className="link" href={group.href}>
        {group.name}
      </Link>
      , {span}.
    </>
  ) : (
    <>
      By{' '}
      <Link className="link" href={assignmentHref}>
        an assignment of their own
      </Link>
      , {span}.
    </>
  );
}

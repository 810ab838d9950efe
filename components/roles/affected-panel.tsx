import { UserCheck } from 'lucide-react';
import Link from 'next/link';
import { Empty } from '#components/ui/empty.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Avatar } from '#components/ui/rows.tsx';

export interface AffectedLine {
  /** "Keys, rotate in production" */
  what: string;
  before: string | null;
  after: string | null;
}

export interface AffectedPerson {
  id: string;
  name: string;
  href: string;
  /** "themselves", "through Platform team" */
  through: string;
  gains: AffectedLine[];
  loses: AffectedLine[];
  others: AffectedLine[];
}

interface AffectedPanelProps {
  people: AffectedPerson[];
  /** Hold it and keep exactly what they have. */
  unchanged: number;
  more: number;
}

/** Each holder with what they gain and lose, all their other roles counted in. */
export function AffectedPanel({ people, unchanged, more }: AffectedPanelProps) {
  return (
    <Panel
      title="Who is affected"
      aside={people.length === 0 ? null : people.length === 1 ? '1 person' : `${people.length} people`}
      footer={unchanged + more > 0 ? <span>{restWords(unchanged, more)}</span> : null}
    >
      {people.length === 0 ? (
        <Empty title="Nobody" art={<UserCheck />}>
          {unchanged > 0
            ? 'Whoever holds it may the same as before, by this role or another one.'
            : 'Nobody holds this role now. The change counts for whoever is given it from now on.'}
        </Empty>
      ) : (
        <ul className="divide-y divide-line" aria-label="Who is affected">
          {people.map((person) => (
            <Person key={person.id} person={person} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const shownLines = 5;

function Person({ person: { name, href, through, gains, loses, others } }: { person: AffectedPerson }) {
  const lines = [
    ...gains.map((line) => ({ ...line, sign: '+' as const })),
    ...loses.map((line) => ({ ...line, sign: '−' as const })),
    ...others.map((line) => ({ ...line, sign: '±' as const })),
  ];
  const [shown, rest] = [lines.slice(0, shownLines), lines.slice(shownLines)];
  return (
    <li className="grid grid-cols-[24px_minmax(0,1fr)_auto] gap-x-3 px-4 py-3">
      <Avatar name={name} />
      <div className="min-w-0">
        <Link className="name cut block" href={href} title={name} prefetch={false}>
          {name}
        </Link>
        <p className="text-12 text-ink-3">holds it {through}</p>
      </div>
      <span className="name flex gap-2 tabular-nums">
        {gains.length > 0 ? (
          <span className="text-ok">
            <span className="sr-only">gains </span>+{gains.length}
          </span>
        ) : null}
        {loses.length > 0 ? (
          <span className="text-bad">
            <span className="sr-only">loses </span>−{loses.length}
          </span>
        ) : null}
        {others.length > 0 ? (
          <span className="text-ink-2">
            <span className="sr-only">otherwise </span>±{others.length}
          </span>
        ) : null}
      </span>
      <div className="col-start-2 col-end-4 mt-1">
        <Lines lines={shown} />
        {rest.length > 0 ? (
          <details>
            <summary className="link mt-1 inline-block text-12">{rest.length} more</summary>
            <Lines lines={rest} />
          </details>
        ) : null}
      </div>
    </li>
  );
}

function Lines({ lines }: { lines: (AffectedLine & { sign: '+' | '−' | '±' })[] }) {
  return (
    <ul className="grid gap-0.5 text-12 text-ink-2">
      {lines.map(({ what, before, after, sign }) => (
        <li key={`${sign} ${what}`} className="grid grid-cols-[12px_minmax(0,1fr)]">
          <span aria-hidden="true" className={sign === '+' ? 'text-ok' : sign === '−' ? 'text-bad' : ''}>
            {sign}
          </span>
          <span className="[overflow-wrap:anywhere]">{lineWords(sign, what, before, after)}</span>
        </li>
      ))}
    </ul>
  );
}

function lineWords(sign: string, what: string, before: string | null, after: string | null): string {
  if (before === null) return `gains ${what}: ${after?.toLowerCase()}`;
  if (after === null) return `loses ${what} (was: ${before.toLowerCase()})`;
  const verb = sign === '+' ? 'wider' : sign === '−' ? 'narrower' : 'otherwise';
  return `${verb}: ${what}, ${after.toLowerCase()} (was: ${before.toLowerCase()})`;
}

function restWords(unchanged: number, more: number): string {
  const said = [
    unchanged > 0 ? `${unchanged === 1 ? '1 holder keeps' : `${unchanged} holders keep`} what they have` : '',
    more > 0 ? `${more} more are not listed` : '',
  ];
  return `${said.filter(Boolean).join('; ')}.`;
}

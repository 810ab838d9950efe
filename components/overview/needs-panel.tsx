import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { utcInstant } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import type { Need } from '#lib/overview/queries.ts';
import { paths } from '#lib/paths.ts';
import { needWords } from './need-words.tsx';

interface NeedsPanelProps {
  needs: Need[];
  checks: readonly string[];
  /** The URL asks what is checked. */
  showsChecks: boolean;
  /** The URL asks for every row. */
  showsAll: boolean;
  /** Whoever may not rotate is led to the key all the same, to see whom to ask. */
  mayRotate: boolean;
  now: Date;
  /** What stands at the end of a notice: the form that signs it off. */
  signOff(need: Need): ReactNode;
}

// As many as stand beside the last changes without pushing the calls below the fold.
const few = 7;
const order: Need['kind'][] = [
  'break-glass-review',
  'approved',
  'approval',
  'review',
  'expiring',
  'certificate',
  'untested',
  'overlap',
  'notice',
  'mail',
  'orphaned',
  'list-off',
  'break-glass-people',
  'break-glass-drill',
];

export function NeedsPanel({
  needs,
  checks,
  showsChecks,
  showsAll,
  mayRotate,
  now,
  signOff,
}: NeedsPanelProps) {
  const sorted = needs.toSorted(
    (a, b) => Number(b.urgent) - Number(a.urgent) || order.indexOf(a.kind) - order.indexOf(b.kind),
  );
  const hidden = showsAll ? 0 : Math.max(0, needs.length - few);
  const toggle = (
    <Link className="link" href={showsChecks ? paths.overview : '/?checks=shown'} scroll={false}>
      {showsChecks ? 'Hide what is checked' : 'What is checked'}
    </Link>
  );
  return (
    <Panel
      title="Needs you now"
      aside={needs.length > 0 ? needs.length : null}
      end={toggle}
      footer={hidden > 0 ? <More hidden={hidden} /> : null}
    >
      {showsChecks && needs.length > 0 ? <Checks checks={checks} /> : null}
      {needs.length === 0 ? (
        <AllClear checks={checks} />
      ) : (
        <Rows label="Needs you now">
          {sorted.slice(0, needs.length - hidden).map((need) => (
            <NeedRow key={need.id} need={need} mayRotate={mayRotate} now={now} signOff={signOff} />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

function More({ hidden }: { hidden: number }) {
  return (
    <Link className="link" href="/?needs=all" scroll={false}>
      Show {hidden === 1 ? 'one more' : `${hidden} more`}
    </Link>
  );
}

function NeedRow({
  need,
  mayRotate,
  now,
  signOff,
}: Omit<NeedsPanelProps, 'needs' | 'checks' | 'showsChecks' | 'showsAll'> & { need: Need }) {
  const words = needWords[need.kind];
  const tone = toneOf(need);
  const when = words.when(need, now);
  const title = words.title(need, now);
  return (
    <RowItem
      mark={words.icon({ className: tone.colour, role: 'img', 'aria-label': tone.name })}
      title={<span title={title}>{title}</span>}
      detail={<span title={need.detail}>{need.detail}</span>}
      end={
        <>
          {when && need.at ? (
            <time className="text-ink-3" dateTime={need.at.toISOString()} title={utcInstant(need.at)}>
              {when}
            </time>
          ) : (
            <span />
          )}
          {words.step ? (
            <LinkButton size="sm" variant={need.urgent ? 'plain' : 'quiet'} href={words.step.href(need)}>
              {need.kind === 'expiring' && !mayRotate ? 'Open' : words.step.label}
              <span className="sr-only">: {need.title}</span>
            </LinkButton>
          ) : need.kind === 'notice' ? (
            signOff(need)
          ) : null}
        </>
      }
    />
  );
}

function toneOf({ urgent, quiet, kind }: Need) {
  if (urgent) return { colour: 'text-bad', name: 'Urgent' };
  if (quiet || kind === 'list-off') return { colour: 'text-ink-3', name: 'For your information' };
  return { colour: 'text-warn', name: 'Needs attention' };
}

function Checks({ checks }: { checks: readonly string[] }) {
  return (
    <div className="border-b border-line bg-sunken px-4 py-3 text-12 text-ink-2">
      Looked up each time this page opens:
      <ul className="mt-1 list-disc pl-4">
        {checks.map((check) => (
          <li key={check}>{check}</li>
        ))}
      </ul>
    </div>
  );
}

function AllClear({ checks }: { checks: readonly string[] }) {
  return (
    <>
      <Empty title="Nothing needs you" tone="ok" art={<CircleCheck />}>
        {checks.length} checks ran as this page opened. None of them found anything.
      </Empty>
      <Checks checks={checks} />
    </>
  );
}

import { Fingerprint, ScrollText } from 'lucide-react';
import { LinkButton } from '#components/ui/button.tsx';
import { relativeTime, utcDay } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { Avatar, RowItem, Rows } from '#components/ui/rows.tsx';
import { State } from '#components/ui/state.tsx';
import type { BreakGlassPeople } from '#lib/break-glass/queries.ts';
import { paths } from '#lib/paths.ts';

interface PeoplePanelProps {
  people: BreakGlassPeople;
  drill: Date | null;
  now: Date;
  may: boolean;
}

/** The two seats, taken or not, and what each would prove themselves with tonight. */
export function PeoplePanel({ people, drill, now, may }: PeoplePanelProps) {
  const said = drill ? `Last drill ${relativeTime(drill, now)}, ${utcDay(drill)}` : 'Never rehearsed';
  return (
    <Panel
      title="Named people"
      aside={`${people.length} of 2`}
      end={said}
      footer={
        <a className="link" href={paths.breakGlass}>
          Open the door that they would use
        </a>
      }
    >
      {people.length === 0 ? (
        <p className="p-4 text-13 text-ink-2">
          Nobody is named. While every provider is away, nobody could sign in, and nobody could do anything
          here.
        </p>
      ) : (
        <Rows label="Named people">
          {people.map((person) => (
            <RowItem
              key={person.id}
              mark={<Avatar name={person.operator.name} />}
              title={person.operator.name}
              detail={
                <span className="flex flex-wrap items-center gap-x-3">
                  <State tone={person.armed ? 'ok' : 'warn'}>{stateOf(person)}</State>
                  <Means person={person} />
                </span>
              }
              end={may ? <Verbs person={person} /> : null}
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

type Person = BreakGlassPeople[number];

function stateOf({ armed, operator }: Person): string {
  if (operator.state !== 'active') return 'Disabled: counts no more';
  return armed ? 'Ready' : 'Not ready';
}

function Means({ person: { passkeys, codes } }: { person: Person }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 text-ink-3 [&_.lucide]:inline [&_.lucide]:size-3.5 [&_.lucide]:align-[-2px]">
      <span>
        <Fingerprint />{' '}
        {passkeys === 1 ? '1 passkey that the door finds' : `${passkeys} passkeys that the door finds`}
      </span>
      <span>
        <ScrollText /> {codes === 1 ? '1 unused code' : `${codes} unused codes`}
      </span>
    </span>
  );
}

function Verbs({ person: { id, operator } }: { person: Person }) {
  return (
    <>
      <LinkButton size="sm" variant="quiet" href={paths.breakGlassPerson(id, 'renew-codes')}>
        New codes<span className="sr-only"> for {operator.name}</span>
      </LinkButton>
      <LinkButton size="sm" variant="text-red" href={paths.breakGlassPerson(id, 'remove')}>
        Take off<span className="sr-only"> {operator.name}</span>
      </LinkButton>
    </>
  );
}

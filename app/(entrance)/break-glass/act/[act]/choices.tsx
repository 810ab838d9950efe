import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { relativeTime, utcDay } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { EnvTag } from '#components/ui/state.tsx';
import {
  connectionsToMend,
  keysToEnd,
  listsToWiden,
  peopleWithSessions,
} from '#lib/break-glass/seat-queries.ts';
import type { ActProps } from './props.ts';

export async function SessionChoice({ by, here, q }: ActProps) {
  const people = await peopleWithSessions(by.seat, q, by.now);
  return (
    <Choice label="People with open sessions" q={q} search="Name or e-mail" isEmpty={people.length === 0}>
      {people.map(({ id, name, email, open, sessions }) => (
        <RowItem
          key={id}
          title={name}
          detail={`${email} · ${open === 1 ? '1 open session' : `${open} open sessions`}`}
          end={
            <>
              {open > 1
                ? sessions.slice(0, 3).map((session) => (
                    <LinkButton
                      key={session.id}
                      size="sm"
                      variant="quiet"
                      href={`${here}?id=${id}&part=${session.id}`}
                    >
                      {session.address}
                      <span className="sr-only">
                        : the session of {name} that began {relativeTime(session.startedAt, by.now)}
                      </span>
                    </LinkButton>
                  ))
                : null}
              <LinkButton size="sm" href={`${here}?id=${id}`}>
                {open > 1 ? 'All' : 'End'}
                <span className="sr-only"> of {name}</span>
              </LinkButton>
            </>
          }
        />
      ))}
    </Choice>
  );
}

export async function KeyChoice({ by, here, q }: ActProps) {
  const keys = await keysToEnd(by.seat, q);
  return (
    <Choice label="Keys" q={q} search="Name, application or visible prefix" isEmpty={keys.length === 0}>
      {keys.map(({ id, name, state, environmentId, application }) => (
        <RowItem
          key={id}
          title={name}
          detail={`${application.name} · ${state}`}
          end={<Chosen environment={environmentId} href={`${here}?id=${id}`} name={name} />}
        />
      ))}
    </Choice>
  );
}

export async function ListChoice({ by, here, q }: ActProps) {
  const lists = await listsToWiden(by.seat, q);
  return (
    <Choice label="Lists that refuse calls" q={q} search="Key or application" isEmpty={lists.length === 0}>
      {lists.map(({ id, name, of, mode, entries, environmentId, command }) => (
        <RowItem
          key={id}
          title={name}
          detail={`${of} · ${mode} · ${entries.length === 1 ? '1 entry' : `${entries.length} entries`}`}
          end={
            <Chosen
              environment={environmentId}
              href={`${here}?id=${id}&part=${command.split('.')[0]}`}
              name={name}
            />
          }
        />
      ))}
    </Choice>
  );
}

export async function ProviderChoice({ by, here, q }: ActProps) {
  const connections = (await connectionsToMend(by.seat, by.now)).filter(({ name, slug }) =>
    `${name} ${slug}`.toLowerCase().includes(q.toLowerCase()),
  );
  return (
    <Choice label="Providers" q={q} search="Name" isEmpty={connections.length === 0}>
      {connections.map(({ id, name, slug, enabled, certificates }) => (
        <RowItem
          key={id}
          title={name}
          detail={`${slug} · ${enabled ? 'enabled' : 'disabled'} · certificate until ${certificates.map((c) => utcDay(c.until)).join(', ')}`}
          end={
            <LinkButton size="sm" href={`${here}?id=${id}`}>
              Choose<span className="sr-only">: {name}</span>
            </LinkButton>
          }
        />
      ))}
    </Choice>
  );
}

function Chosen({ environment, href, name }: { environment: string; href: string; name: string }) {
  return (
    <>
      <EnvTag environment={environment} name={environment === 'production' ? 'Production' : 'Sandbox'} />
      <LinkButton size="sm" href={href}>
        Choose<span className="sr-only">: {name}</span>
      </LinkButton>
    </>
  );
}

interface ChoiceProps {
  label: string;
  q: string;
  search: string;
  isEmpty: boolean;
  children: ReactNode;
}

function Choice({ label, q, search, isEmpty, children }: ChoiceProps) {
  return (
    <Panel label={label}>
      <form className="flex gap-2 border-b border-line p-3" method="get">
        <input
          className="input min-w-0 grow"
          type="search"
          name="q"
          defaultValue={q}
          placeholder={search}
          aria-label={search}
          maxLength={100}
        />
        <Button type="submit" icon={<Search />}>
          Find
        </Button>
      </form>
      {isEmpty ? (
        <p className="p-4 text-13 text-ink-3">
          {q ? `Nothing answers to “${q}”.` : 'There is nothing to choose.'}
        </p>
      ) : (
        <Rows label={label}>{children}</Rows>
      )}
      <p className="border-t border-line px-4 py-2 text-12 text-ink-3">
        At most 25 are shown: search for the rest.
      </p>
    </Panel>
  );
}

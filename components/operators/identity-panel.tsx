import { Boxes } from 'lucide-react';
import Link from 'next/link';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { EnvTag, State } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import type { OperatorPage } from '#lib/operators/queries.ts';
import { paths } from '#lib/paths.ts';

/** Who the identity provider says they are. */
export function IdentityPanel({ operator, now }: { operator: OperatorPage; now: Date }) {
  const { state, email, nameId, connection, createdAt, linkedAt, origin } = operator;
  return (
    <Panel title="Identity">
      <Facts
        items={[
          { label: 'State', value: state === 'active' ? <State tone="ok">Active</State> : 'Disabled' },
          { label: 'E-mail', value: email },
          { label: 'Connection', value: connection.name },
          {
            label: 'Name there',
            value:
              nameId === email ? (
                'The e-mail address'
              ) : (
                <span className="row">
                  <span className="mono [overflow-wrap:anywhere]">{nameId}</span>
                  <CopyButton icon value={nameId} label="Copy the name at the provider" />
                </span>
              ),
          },
          {
            label: origin === 'added' ? 'Added' : 'Let in',
            value: (
              <>
                <Time at={createdAt} now={now} />
                {origin === 'added' ? null : ', by their first sign-in'}
              </>
            ),
          },
          {
            label: 'Linked',
            value: linkedAt && (
              <>
                <Time at={linkedAt} now={now} />, by e-mail address
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}

interface OwnedPanelProps {
  applications: OperatorPage['ownedApps'];
  environments: { id: string; name: string }[];
}

/** The applications that they answer for, in every environment that the viewer may see. */
export function OwnedPanel({ applications, environments }: OwnedPanelProps) {
  const nameOf = (id: string) => environments.find((environment) => environment.id === id)?.name ?? id;
  return (
    <Panel title="Answers for" aside={applications.length}>
      <Rows label="Applications that they own" inline>
        {applications.map(({ id, name, environmentId }) => (
          <RowItem
            key={id}
            mark={<Boxes className="text-ink-3" />}
            title={<Link href={paths.application(id)}>{name}</Link>}
            end={<EnvTag environment={environmentId} name={nameOf(environmentId)} />}
          />
        ))}
      </Rows>
    </Panel>
  );
}

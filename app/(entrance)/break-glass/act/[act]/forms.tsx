import { notFound } from 'next/navigation';
import { ProposeForm } from '#components/break-glass/propose-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { utcDay, utcMinute } from '#components/ui/format.ts';
import { Facts, Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { preview } from '#lib/break-glass/act.ts';
import { connectionsToMend, readList } from '#lib/break-glass/seat-queries.ts';
import { askForEffect, proposeEffect } from '../../actions.ts';
import type { ActProps } from './props.ts';

export function SessionForm(props: ActProps) {
  const { id, part } = props;
  return part ? settled(props, 'session.end', { id: part }) : settled(props, 'operator.end_sessions', { id });
}

export function KeyForm(props: ActProps) {
  return settled(props, 'key.revoke', { id: props.id });
}

export async function ListForm(props: ActProps) {
  const { by, id, part } = props;
  const list = await readList(by.seat, part === 'key' ? { keyId: id } : { applicationId: id });
  if (!list) notFound();
  return (
    <ProposeForm
      {...common(props)}
      command={part === 'key' ? 'key.widen_allow_list' : 'application.widen_allow_list'}
      values={{ id }}
      first={{ kind: 'idle' }}
      field={{
        name: 'entries',
        label: 'What may call from now on, too',
        hint: 'One address, network or host a line. What stands there stays, and so does the mode.',
        rows: 4,
      }}
    >
      <Panel title={list.name} pad>
        <p className="text-12 text-ink-3">Now, {list.mode}:</p>
        <p className="mono mt-1 [overflow-wrap:anywhere]">
          {list.entries.join(', ') || 'nothing: it refuses every call'}
        </p>
      </Panel>
    </ProposeForm>
  );
}

export async function ProviderForm(props: ActProps) {
  const { by, id, part, here } = props;
  const connection = (await connectionsToMend(by.seat, by.now)).find((c) => c.id === id);
  if (!connection) notFound();
  const { name, version, certificates, versions } = connection;
  if (part)
    return settled(props, 'connection.restore_provider', { id, version: String(version), former: part });
  return (
    <div className="grid gap-4">
      <ProposeForm
        {...common(props)}
        command="connection.replace_certificate"
        values={{ id, version: String(version) }}
        first={{ kind: 'idle' }}
        field={{
          name: 'certificate',
          label: 'The provider’s new signing certificate',
          hint: 'PEM. It replaces every certificate of this provider. Compare its SHA-256 with the provider by another way.',
          rows: 8,
        }}
      >
        <Panel title={`${name}, version ${version}`}>
          <Facts
            items={certificates.map(({ fingerprint, until }) => ({
              label: `Until ${utcDay(until)}`,
              value: <span className="mono [overflow-wrap:anywhere]">{fingerprint}</span>,
            }))}
          />
        </Panel>
      </ProposeForm>
      <Panel title="Or bring an earlier version back" aside="how it is known and judged, not who gets what">
        {versions.length === 0 ? (
          <p className="p-4 text-13 text-ink-3">This connection has no earlier version.</p>
        ) : (
          <Rows label="Earlier versions">
            {versions.map((former) => (
              <RowItem
                key={former.version}
                title={`Version ${former.version}`}
                detail={`Until ${utcMinute(former.replacedAt)}, replaced by ${former.replacedBy}`}
                end={
                  <LinkButton size="sm" href={`${here}?id=${id}&part=${former.version}`}>
                    Choose<span className="sr-only">: version {former.version}</span>
                  </LinkButton>
                }
              />
            ))}
          </Rows>
        )}
      </Panel>
    </div>
  );
}

/** Where the choice says all, it is judged before anybody proves anything. */
async function settled(props: ActProps, command: string, values: Record<string, string>) {
  const first = await preview(props.by, { command, input: { ...values, reason: props.by.seat.reason } });
  return <ProposeForm {...common(props)} command={command} values={values} first={first} field={null} />;
}

function common({ by: { seat }, here }: ActProps) {
  return {
    action: proposeEffect,
    ask: askForEffect,
    drill: seat.drill,
    other: seat.other?.name ?? 'the other person',
    backHref: here,
  };
}

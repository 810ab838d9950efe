import { Facts, Panel } from '#components/ui/panel.tsx';
import { type Step, Steps } from '#components/ui/steps.tsx';
import type { ReadTest } from '#lib/connections/test-queries.ts';
import { CopyValue } from './copy-value.tsx';

type Check = ReadTest['checks'][number];

/** Every check in the order of judging: what it saw, and where it stopped, why and what to change. */
export function TestChecks({ checks }: { checks: Check[] }) {
  const passed = checks.filter((check) => check.outcome === 'passed').length;
  return (
    <Panel title="Checks" aside={`${passed} of ${checks.length} passed`}>
      <Steps label="Checks in order" steps={checks.map(stepOf)} />
    </Panel>
  );
}

function stepOf({ name, outcome, value, detail }: Check): Step {
  const seen = value ? (
    <span className="mono" title={value}>
      {value}
    </span>
  ) : (
    'as it should be'
  );
  if (outcome === 'passed') return { name, outcome: 'passed', detail: seen };
  if (outcome === 'not reached') return { name, outcome: 'skipped' };
  if (outcome === 'refused')
    return { name, outcome: 'warned', detail: <span className="[overflow-wrap:anywhere]">{detail}</span> };
  return {
    name,
    outcome: 'stopped',
    detail: <span className="[overflow-wrap:anywhere]">{detail}</span>,
    evidence: value ? (
      <span className="text-12 text-ink-2">
        Seen: <span className="mono [overflow-wrap:anywhere]">{value}</span>
      </span>
    ) : null,
  };
}

/** Which of the connection's certificates it was signed with. */
export function TestSigner({ checks }: { checks: Check[] }) {
  const rows = rowsOf(checks, 'signature');
  return (
    <Panel title="Signed with">
      {rows.length === 0 ? (
        <p className="p-4 text-13 text-ink-2">
          No certificate of this connection: none of its signatures holds.
        </p>
      ) : (
        <Facts
          items={rows.map(({ label, value }) => ({
            label,
            value:
              label === 'SHA-256' ? <CopyValue value={value} of="the fingerprint" /> : <Words>{value}</Words>,
          }))}
        />
      )}
    </Panel>
  );
}

/** Whom it named, what came of them, and what the mapping would make of that. */
export function TestPerson({ checks }: { checks: Check[] }) {
  const known = checks.find(({ rule }) => rule === 'operator');
  if (known?.outcome !== 'passed' && known?.outcome !== 'refused') return null;
  const subject = checks.find(({ rule }) => rule === 'subject');
  return (
    <Panel title="The person" footer="Shown here alone: nobody was added, changed or signed in.">
      <Facts
        items={[
          { label: 'NameID', value: <Words>{subject?.value ?? ''}</Words> },
          { label: 'Operator', value: known.value },
        ]}
      />
      <Attributes rows={rowsOf(checks, 'subject')} />
    </Panel>
  );
}

function Attributes({ rows }: { rows: Check['rows'] }) {
  return (
    <dl className="grid gap-3 border-t border-line p-4 text-13">
      {rows.map(({ label, value }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: attributes come in their order and never move.
        <div key={i} className="min-w-0">
          <dt className="text-12 text-ink-3 [overflow-wrap:anywhere]">{label}</dt>
          <dd className="[overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function rowsOf(checks: Check[], rule: string): Check['rows'] {
  return checks.find((check) => check.rule === rule)?.rows ?? [];
}

function Words({ children }: { children: string }) {
  return <span className="[overflow-wrap:anywhere]">{children}</span>;
}

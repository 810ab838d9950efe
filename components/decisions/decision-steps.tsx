import { formatCount } from '#components/ui/format.ts';
import { Panel } from '#components/ui/panel.tsx';
import { type Step as ShownStep, Steps } from '#components/ui/steps.tsx';
import type { Evidence, Step } from '#lib/check/explain.ts';

const shown = 12;

/** The gate's decision, recomputed from what it saw, step by step. */
export function DecisionSteps({ steps, epoch, gate }: { steps: Step[]; epoch: bigint; gate: string }) {
  return (
    <Panel title="The decision, step by step" end={`as ${gate} had it at epoch ${formatCount(epoch)}`}>
      <Steps label="The decision, step by step" steps={steps.map(stepOf)} />
    </Panel>
  );
}

function stepOf({ name, status, text, evidence, note }: Step): ShownStep {
  return {
    name,
    outcome: status,
    detail: status === 'skipped' ? undefined : text,
    evidence:
      status === 'stopped' && (evidence?.length || note) ? (
        <>
          {evidence?.length ? <EvidenceTable evidence={evidence} /> : null}
          {note ? <p className="mt-2 text-12 text-ink-2">{note}</p> : null}
        </>
      ) : undefined,
  };
}

const owners: Record<Evidence['list'], string> = {
  key: 'the key’s list',
  application: 'the application’s list',
  environment: 'the environment’s list',
};

// The entry that holds stands first, then the others as the list has them; a long list is counted, not shown.
function EvidenceTable({ evidence }: { evidence: Evidence[] }) {
  const sorted = evidence.toSorted((a, b) => rank(a) - rank(b));
  const rest = sorted.length - shown;
  return (
    <div className="well">
      <table aria-label="Entries compared">
        <tbody>
          {sorted.slice(0, shown).map(({ entry, verdict, list }) => (
            <tr key={`${list} ${entry}`}>
              <td className="mono" title={entry}>
                {entry}
              </td>
              <td className="hidden text-ink-3 narrow:table-cell">{owners[list]}</td>
              <td className="num">{verdict}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 ? (
        <p className="border-t border-line px-4 py-1.5 text-12 text-ink-3">
          and {formatCount(rest)} more, none of which holds it
        </p>
      ) : null}
    </div>
  );
}

const rank = ({ verdict }: Evidence) => (verdict === 'holds it' ? 0 : verdict === 'does not hold it' ? 1 : 2);

import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Steps } from '#components/ui/steps.tsx';
import type { TestCheck } from '#lib/connections/test-schema.ts';

interface TestResultProps {
  passed: boolean;
  checks: TestCheck[];
  /** Whom the provider named, and who is to become the owner. */
  named: string | null;
  owner: string;
}

const outcomes = {
  passed: 'passed',
  failed: 'stopped',
  'not reached': 'skipped',
  refused: 'warned',
} as const;

/** What came of the latest test sign-in, check by check. */
export function TestResult({ passed, checks, named, owner }: TestResultProps) {
  return (
    <Panel title="The test sign-in" tone={passed ? 'ok' : 'bad'} pad>
      <div className="grid gap-4">
        <Verdict passed={passed} named={named} owner={owner} />
        <Steps
          label="Checks of the test sign-in"
          steps={checks.map(({ name, outcome, value, detail }) => ({
            name,
            outcome: outcomes[outcome],
            detail:
              outcome === 'failed' || outcome === 'refused'
                ? (detail ?? value)
                : (value ?? (outcome === 'passed' ? 'as it should be' : null)),
            ...(outcome === 'failed' && value ? { evidence: <span className="mono">{value}</span> } : {}),
          }))}
        />
      </div>
    </Panel>
  );
}

function Verdict({ passed, named, owner }: Omit<TestResultProps, 'checks'>) {
  if (!passed)
    return (
      <Note tone="bad" title="It did not pass.">
        The check that stopped it says what to change at your identity provider. Then test again.
      </Note>
    );
  if (named === owner)
    return (
      <Note tone="ok" title={`It passed, and named ${owner}.`}>
        Finish, then sign in as everybody does.
      </Note>
    );
  return (
    <Note tone="warn" title={`It passed, but named ${named ?? 'nobody'}.`}>
      The owner is to be known as {owner}. Sign in there as that person and test again, or go back to the
      first step and enter this NameID.
    </Note>
  );
}

import { LogIn } from 'lucide-react';
import { OurValuesPanel } from '#components/connections/our-values-panel.tsx';
import { FinishForm } from '#components/setup/finish-form.tsx';
import { SetupHead } from '#components/setup/setup-head.tsx';
import { TestResult } from '#components/setup/test-result.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { spAddresses } from '#lib/auth/addresses.ts';
import { certificateFacts } from '#lib/connections/certificates.ts';
import { paths } from '#lib/paths.ts';
import { connectionOf, nameIn, testOf } from '#lib/setup/queries.ts';
import { ownerNameOf, stepOf } from '#lib/setup/rules.ts';
import { finish } from '../actions.ts';
import { requireStep } from '../current.ts';

export default async function TestSignIn() {
  const link = await requireStep('test');
  const connectionId = link.connectionId ?? '';
  const [connection, test] = await Promise.all([
    connectionOf(connectionId),
    testOf({ connectionId, linkId: link.id }),
  ]);
  if (!connection) return null;
  const owner = ownerNameOf(link);
  const named = test ? nameIn(test.checks) : null;
  const isReady = test?.passed === true && named === owner;
  return (
    <>
      <SetupHead step="test" reached={stepOf(link)} title="A test sign-in">
        Sign in at {connection.name} as {owner}. Gatehouse shows every check of its answer; nobody is signed
        in by it.
      </SetupHead>
      <div className="grid gap-4">
        {isReady ? (
          <Panel title="Finish" pad>
            <FinishForm action={finish} owner={link.ownerName ?? ''} connection={connection.name} />
          </Panel>
        ) : null}
        {test ? <TestResult passed={test.passed} checks={test.checks} named={named} owner={owner} /> : null}
        <div className="row">
          <LinkButton
            href={paths.setupTestStart}
            native
            variant={isReady ? 'plain' : 'primary'}
            icon={<LogIn />}
          >
            {test ? 'Test again' : 'Start the test sign-in'}
          </LinkButton>
        </div>
        <OurValuesPanel
          ours={spAddresses(connection.slug)}
          fingerprint={certificateFacts(connection.spCertificate, new Date()).fingerprint}
          certificateHref={paths.setupCertificate}
        />
      </div>
    </>
  );
}

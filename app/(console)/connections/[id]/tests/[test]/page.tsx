import { CirclePlay } from 'lucide-react';
import type { Metadata } from 'next';
import { TestButton } from '#components/connections/test-panel.tsx';
import { TestChecks, TestPerson, TestSigner } from '#components/connections/test-result.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { Badge } from '#components/ui/state.tsx';
import { Time } from '#components/ui/time.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { type ConnectionPage, readConnection } from '#lib/connections/console-queries.ts';
import { type ReadTest, readTest } from '#lib/connections/test-queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../../../found.ts';

export const metadata: Metadata = { title: 'Test sign-in' };

interface TestProps {
  params: Promise<{ id: string; test: string }>;
}

/** One test sign-in: every rule with what it saw. */
export default async function Test({ params }: TestProps) {
  const id = await idFrom(params);
  const testId = await idFrom(params.then(({ test }) => ({ id: test })));
  const viewer = await requireViewer(paths.connectionTest(id, testId));
  const connection = await orNotFound(readConnection(viewer.reader, id));
  const test = await orNotFound(readTest(viewer.reader, id, testId));
  return (
    <Page>
      <Head test={test} connection={connection} viewer={viewer} />
      <Stack>
        <Verdict test={test} enabled={connection.enabled} />
        <Columns>
          <TestChecks checks={test.checks} />
          <Stack>
            <TestSigner checks={test.checks} />
            <TestPerson checks={test.checks} />
          </Stack>
        </Columns>
      </Stack>
    </Page>
  );
}

interface HeadProps {
  test: ReadTest;
  connection: ConnectionPage;
  viewer: Viewer;
}

function Head({ test, connection: { id, name, slug, enabled, may }, viewer }: HeadProps) {
  const canEnable = may.enable && !enabled && test.passed && test.isCurrent;
  return (
    <PageHead
      title="Test sign-in"
      crumbs={[
        { label: 'Single sign-on', href: paths.connections },
        { label: name, href: paths.connection(id) },
        { label: 'Test sign-in' },
      ]}
      badges={test.passed ? <Badge tone="ok">Passed</Badge> : <Badge tone="bad">Failed</Badge>}
      detail={
        <>
          {test.testedByName}, <Time at={test.at} now={viewer.now} />
        </>
      }
      actions={
        <>
          {viewer.can('connection.test', 'Connection') ? <TestButton slug={slug} again /> : null}
          {canEnable ? (
            <LinkButton variant="primary" icon={<CirclePlay />} href={`${paths.connection(id)}/enable`}>
              Enable…
            </LinkButton>
          ) : null}
        </>
      }
    />
  );
}

function Verdict({ test, enabled }: { test: ReadTest; enabled: boolean }) {
  if (!test.isCurrent)
    return (
      <Note tone="warn" title="The connection was changed since.">
        This test says nothing about the settings that it has now.
      </Note>
    );
  const failed = test.checks.find(({ outcome }) => outcome === 'failed');
  if (failed)
    return (
      <Note tone="bad" title={`Stopped at: ${failed.name}.`}>
        {failed.detail} A real sign-in would have been refused here in the same way.
      </Note>
    );
  const refused = test.checks.find(({ outcome }) => outcome === 'refused');
  if (refused)
    return (
      <Note tone="warn" title="The message passed every check; whom it names would be refused.">
        {refused.detail}{' '}
        {enabled
          ? 'Nobody was signed in by this.'
          : 'The connection can be enabled; they come in after that.'}
      </Note>
    );
  return (
    <Note tone="ok" title="Every check passed. Nobody was signed in by this.">
      {enabled ? 'People sign in through it in just this way.' : 'The connection can be enabled.'}
    </Note>
  );
}

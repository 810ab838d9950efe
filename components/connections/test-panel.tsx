import { CircleCheck, CircleX, FlaskConical } from 'lucide-react';
import Link from 'next/link';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Note } from '#components/ui/note.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { RowItem, Rows } from '#components/ui/rows.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ListedTest } from '#lib/connections/test-queries.ts';
import { paths } from '#lib/paths.ts';

interface TestPanelProps {
  connection: { id: string; slug: string; enabled: boolean; version: number };
  tests: ListedTest[];
  /** May begin one. */
  mayTest: boolean;
  now: Date;
}

/** Test sign-ins, the newest first, and what is missing before the connection can be enabled. */
export function TestPanel({ connection, tests, mayTest, now }: TestPanelProps) {
  const { id, slug, enabled, version } = connection;
  const ready = tests.some((test) => test.passed && test.version === version);
  return (
    <Panel title="Test sign-ins" end={mayTest ? <TestButton slug={slug} /> : null}>
      {enabled || ready ? null : (
        <div className="p-4 pb-0">
          <Note tone="warn" title="Before it can be enabled: a test sign-in that these settings pass.">
            You go through the provider as anybody it knows. Nobody is signed in by it, and every check is
            shown with what it saw.
          </Note>
        </div>
      )}
      {tests.length === 0 ? (
        <Empty title="Not tested yet" art={<FlaskConical />}>
          A test shows each check of the provider’s answer, also while the connection is disabled.
        </Empty>
      ) : (
        <Rows label="Test sign-ins" tight>
          {tests.map((test) => (
            <RowItem
              key={test.id}
              mark={mark(test.passed)}
              title={
                <Link
                  className="cut hover:underline"
                  href={paths.connectionTest(id, test.id)}
                  prefetch={false}
                >
                  {test.passed ? 'Passed' : 'Failed'}
                  {test.version === version ? '' : ', with earlier settings'}
                </Link>
              }
              detail={test.testedByName}
              end={
                <span className="text-ink-3">
                  <Time at={test.at} now={now} />
                </span>
              }
            />
          ))}
        </Rows>
      )}
    </Panel>
  );
}

/** A plain link: it leaves for the provider, and works before scripts have loaded. */
export function TestButton({ slug, again }: { slug: string; again?: boolean }) {
  return (
    <LinkButton size={again ? 'md' : 'sm'} icon={<FlaskConical />} href={paths.testSignIn(slug)} native>
      {again ? 'Test again' : 'Test sign-in'}
    </LinkButton>
  );
}

function mark(passed: boolean) {
  return passed ? (
    <CircleCheck className="text-ok" aria-hidden="true" />
  ) : (
    <CircleX className="text-bad" aria-hidden="true" />
  );
}

import { Check, CirclePlay, Download, X } from 'lucide-react';
import type { Metadata } from 'next';
import { CopyValue } from '#components/connections/copy-value.tsx';
import { KeyFacts } from '#components/connections/key-facts.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { Columns, Panel } from '#components/ui/panel.tsx';
import { spAddresses } from '#lib/auth/addresses.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { type ConnectionPage, readConnection } from '#lib/connections/console-queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../../found.ts';
import type { VerbProps } from '../../verb-page.tsx';

export const metadata: Metadata = { title: 'Our keys' };

export default async function Keys({ params }: VerbProps) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.connectionKeys(id));
  const connection = await orNotFound(readConnection(viewer.reader, id));
  const { name, slug, ours, next, may } = connection;
  const certificate = (use: string) => `${paths.connection(id)}/signing-certificate?of=${use}`;
  return (
    <Page>
      <PageHead
        title="Our keys"
        crumbs={[
          { label: 'Single sign-on', href: paths.connections },
          { label: name, href: paths.connection(id) },
          { label: 'Our keys' },
        ]}
        detail="One signs our requests, the other opens what is encrypted for us. Both belong to this connection alone."
        actions={may.keys ? <Actions id={id} isRolling={next !== null} /> : null}
      />
      <Columns layout="even">
        <Stack>
          <KeyFacts
            title="Signing, in use"
            certificate={ours.signing}
            now={viewer.now}
            href={certificate('signing')}
          />
          <KeyFacts
            title="Encryption, in use"
            certificate={ours.encryption}
            now={viewer.now}
            href={certificate('encryption')}
          />
          {next ? (
            <>
              <KeyFacts
                title="Signing, next"
                certificate={next.signing}
                now={viewer.now}
                href={certificate('next-signing')}
              />
              <KeyFacts
                title="Encryption, next"
                certificate={next.encryption}
                now={viewer.now}
                href={certificate('next-encryption')}
              />
            </>
          ) : null}
        </Stack>
        <Stack>
          <StepsPanel connection={connection} metadataUrl={spAddresses(slug).entityId} />
        </Stack>
      </Columns>
    </Page>
  );
}

function Actions({ id, isRolling }: { id: string; isRolling: boolean }) {
  if (!isRolling)
    return (
      <LinkButton variant="primary" icon={<CirclePlay />} href={paths.connectionKeys(id, 'begin')}>
        Make the next keys…
      </LinkButton>
    );
  return (
    <>
      <LinkButton icon={<X />} href={paths.connectionKeys(id, 'cancel')}>
        Forget them…
      </LinkButton>
      <LinkButton variant="primary" icon={<Check />} href={paths.connectionKeys(id, 'finish')}>
        Use the next keys…
      </LinkButton>
    </>
  );
}

function StepsPanel({ connection, metadataUrl }: { connection: ConnectionPage; metadataUrl: string }) {
  const isRolling = connection.next !== null;
  return (
    <Panel title="Changing them without a gap" pad>
      <ol className="grid gap-4 text-13">
        <Step number={1} name="Make the next keys" isDone={isRolling}>
          Our metadata then names both pairs. We go on signing with the present one, and open what is
          encrypted for either.
        </Step>
        <Step number={2} name="Give them to the provider" isDone={false}>
          <CopyValue value={metadataUrl} of="the metadata URL" />
          Have it read our metadata again, or upload the next signing certificate beside the present one. One
          that holds a single certificate is changed in the same minute as step 3.
          {isRolling ? (
            <span className="mt-2 block">
              <LinkButton
                size="sm"
                icon={<Download />}
                href={`${paths.connection(connection.id)}/signing-certificate?of=next-signing`}
                download
              >
                Next signing certificate
              </LinkButton>
            </span>
          ) : null}
        </Step>
        <Step number={3} name="Use the next keys" isDone={false}>
          We sign with the next one from then on, and the former keys are gone for good. A provider that
          checks our signature and does not know the next certificate refuses every sign-in.
        </Step>
        <Step number={4} name="Make a test sign-in" isDone={false}>
          From the connection’s page. Stay signed in until it has passed.
        </Step>
      </ol>
      {connection.enabled ? null : (
        <Note
          className="mt-4"
          title="This connection is switched off: nobody is kept out by a change of its keys."
        />
      )}
    </Panel>
  );
}

interface StepProps {
  number: number;
  name: string;
  isDone: boolean;
  children: React.ReactNode;
}

function Step({ number, name, isDone, children }: StepProps) {
  return (
    <li className="flex gap-3">
      <span className="w-4 shrink-0 text-right text-ink-3">
        {isDone ? <Check className="s text-ok" role="img" aria-label="done" /> : number}
      </span>
      <div className="min-w-0 grow">
        <span className="name block">{name}</span>
        <span className="text-ink-2">{children}</span>
      </div>
    </li>
  );
}

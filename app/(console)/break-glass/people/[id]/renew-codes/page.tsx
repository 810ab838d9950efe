import type { Metadata } from 'next';
import { RenewForm } from '#components/break-glass/renew-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';
import { renewSealedCodes } from '../../../actions.ts';
import { crumbs, loadPerson } from '../../../frame.ts';

export const metadata: Metadata = { title: 'New sealed codes' };

export default async function RenewCodes({ params }: { params: Promise<{ id: string }> }) {
  const { person, frame } = await loadPerson(params, 'renew-codes');
  return (
    <Page>
      <PageHead title={person.operator.name} crumbs={[...crumbs, { label: person.operator.name }]} />
      <RenewForm
        frame={frame}
        action={renewSealedCodes}
        id={person.id}
        name={person.operator.name}
        unused={person.codes}
        address={`${env().publicUrl}${paths.breakGlass}`}
      />
    </Page>
  );
}
